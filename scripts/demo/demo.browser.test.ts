import { launchChromium, until } from "@telewire/testing";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Summary } from "./ledger.ts";
import { Child } from "./processes.ts";
import { SHAPE_NAMES } from "./shapes.ts";

/** What an analyst types, and what the first row that it leaves says in its details. */
const SEEN: readonly (readonly [string, string | RegExp])[] = [
  ["retracted", /The message was (deleted|edited)/],
  ["several messages", "an earlier message added"],
  ["dropped", /(spaces|separators|invisible characters) dropped/],
  ["hidden link", "Chart for"],
  ["copy button", "Copy CA"],
  ["bot", "https://t.me/solana_trojanbot"],
  ["bsc $", "same ticker"],
];

it("shows every shape of call in the dashboard, and loses, doubles and misses nothing", async () => {
  await using demo = new Child("the demo", ["scripts/demo.ts", "--json", "--duration", "8", "--rate", "30"]);
  const { signIn } = await demo.jsonLine<{ signIn: string }>();
  await using browser = await launchChromium();
  const page = await browser.context.newPage();
  await page.goto(signIn);
  await page.getByText("live", { exact: true }).first().waitFor();
  const summary = await demo.jsonLine<Summary>();
  expect(summary).toMatchObject({ lost: 0, duplicated: 0, missed: 0, unexpected: 0 });
  expect(Object.keys(summary.shapes).toSorted()).toEqual(SHAPE_NAMES.toSorted());
  expect(summary.retractions).toBeGreaterThan(0);

  await until(async () => (await struckOut(page)) > 0);
  for (const [typed, said] of SEEN) {
    await page.getByRole("searchbox").fill(typed);
    await page.locator(".rows .row").first().click();
    await page.getByRole("region", { name: "Details" }).getByText(said).first().waitFor();
  }
}, 120_000);

async function struckOut(page: Page): Promise<number> {
  await page.getByRole("searchbox").fill("retracted");
  return page.locator(".rows s").count();
}
