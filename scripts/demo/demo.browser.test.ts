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
  await using browser = await launchChromium();
  const page = await browser.context.newPage();
  await using demo = new Child("the demo", ["scripts/demo.ts", "--json", "--duration", "10", "--rate", "30"]);
  const { signIn } = await demo.jsonLine<{ signIn: string }>();
  await page.goto(signIn);
  await page.getByText("live", { exact: true }).first().waitFor();
  const summary = await demo.jsonLine<Summary>();
  expect(summary).toMatchObject({ lost: 0, duplicated: 0, missed: 0, unexpected: 0 });
  expect(Object.keys(summary.shapes).toSorted()).toEqual(SHAPE_NAMES.toSorted());
  expect(summary.retractions).toBeGreaterThan(0);

  await until(async () => (await struckOut(page)) > 0);
  let evident = 0;
  for (const [typed, said] of SEEN) {
    await page.getByRole("searchbox").fill(typed);
    await page.locator(".rows .row").first().click();
    const details = page.getByRole("region", { name: "Details" });
    // On a slow machine the page may have been opened after the last call of a shape: it then has not its message.
    await details.getByText(said).or(details.getByText("before this page was opened")).first().waitFor();
    evident += (await details.getByText(said).count()) > 0 ? 1 : 0;
  }
  expect(evident).toBeGreaterThan(0);
}, 120_000);

async function struckOut(page: Page): Promise<number> {
  await page.getByRole("searchbox").fill("retracted");
  return page.locator(".rows s").count();
}
