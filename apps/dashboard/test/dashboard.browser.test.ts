import { launchChromium, startTcpProxy, until } from "@telewire/testing";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createSignInLink } from "@telewire/gateway";
import { ALICE, CHAT, startGateway } from "../../../packages/gateway/test/gateway-fixture.ts";
import type { GatewayFixture } from "../../../packages/gateway/test/gateway-fixture.ts";

const DETECTION = {
  schemaVersion: "1.0.0",
  kind: "detection",
  sessionId: ALICE,
  chatId: CHAT,
  family: "evm",
  chain: "base",
  address: "0xabc",
  display: "0xAbC",
  role: "token",
  surface: "text",
  transforms: [],
  confidence: 0.9,
  reasons: [],
  flags: [],
  source: { sessionId: ALICE, chatId: CHAT, messageId: "1" },
  firstSeen: "2026-01-01T00:00:00.000Z",
  occurrences: 1,
  trace: { telegramDate: "2026-01-01T00:00:00.000Z", receivedAt: 1, appendedAt: 2 },
};

const ALERT = {
  schemaVersion: "1.0.0",
  kind: "ruleHit",
  sessionId: ALICE,
  chatId: CHAT,
  source: DETECTION.source,
  date: DETECTION.firstSeen,
  rule: { ruleId: "r1", name: "airdrop watch", ownerId: "k", surface: "text", match: "airdrop" },
  trace: DETECTION.trace,
};

async function signIn(page: Page, { archive }: GatewayFixture, url: string): Promise<string> {
  const { path } = await createSignInLink({ archive }, {});
  await page.goto(url + path);
  await page.getByText("live", { exact: true }).first().waitFor();
  return path;
}

/** In the page: remembers that it was said, for a new connection may be there before anybody has looked. */
function watchForReconnecting(): void {
  const { documentElement: root } = document;
  new MutationObserver(() => {
    if (root.textContent.includes("reconnecting since")) root.dataset["saidReconnecting"] = "yes";
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}

async function texts(page: Page): Promise<string[]> {
  return page.locator(".rows .cell.text").allInnerTexts();
}

describe("the dashboard in Chromium", () => {
  it("lets nobody in without a link, and each link once", async () => {
    await using fixture = await startGateway();
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await page.goto(fixture.url);
    await page.getByText("You are not signed in").waitFor();
    const path = await signIn(page, fixture, fixture.url);
    await browser.context.clearCookies();
    await page.goto(fixture.url + path);
    await page.getByText("This sign-in link was used already").waitFor();
    expect(await page.getByText("live", { exact: true }).count()).toBe(0);
  });

  it("shows messages and detections as they come, strikes out what is taken back, and breaks no rule of its policy", async () => {
    await using fixture = await startGateway();
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await signIn(page, fixture, fixture.url);
    problems.length = 0;
    await page.getByRole("tab", { name: /Messages/ }).click();
    await fixture.say(["hello <img src=x onerror=alert(1)>", "second"]);
    await until(async () => (await texts(page)).length === 2);
    expect(await texts(page)).toEqual(["second", "hello <img src=x onerror=alert(1)>"]);
    await fixture.say([""], { kind: "delete", firstId: 2 });
    await page.locator(".rows s").getByText("second").waitFor();

    await page.getByRole("tab", { name: /Detections/ }).click();
    const { lastBatch } = await fixture.log.loadState(ALICE);
    const append = (
      number: number,
      entry: object,
      kind: "detection" | "retraction" | "ruleHit",
      stream: "detections" | "alerts" = "detections",
    ) =>
      fixture.log.append({
        sessionId: ALICE,
        fence: null,
        batch: lastBatch + number,
        records: [{ stream, kind, chatId: CHAT, json: JSON.stringify(entry) }],
      });
    await append(1, DETECTION, "detection");
    await page.locator(".rows .address").getByText("0xAbC").click();
    await page.getByRole("region", { name: "Details" }).getByText("it stood there plainly").waitFor();
    await append(2, { ...DETECTION, kind: "retraction" }, "retraction");
    await page.locator(".rows s").getByText("0xAbC").waitFor();
    await append(3, ALERT, "ruleHit", "alerts");
    await page.getByRole("region", { name: "Alerts" }).getByText("airdrop watch").waitFor();
    await page.reload();
    await page.getByRole("region", { name: "Alerts" }).getByText("airdrop watch").waitFor();
    expect(problems).toEqual([]);
  });

  it("steps to a call by keyboard from anywhere, and tells by which edit its address came", async () => {
    await using fixture = await startGateway();
    await using browser = await launchChromium({ width: 390, height: 844 });
    const page = await browser.context.newPage();
    await signIn(page, fixture, fixture.url);
    await fixture.say(["CA in a minute"]);
    await fixture.say(["CA 0xAbC"], { kind: "edit", firstId: 1 });
    const { lastBatch } = await fixture.log.loadState(ALICE);
    const record = { stream: "detections", kind: "detection", chatId: CHAT, json: JSON.stringify(DETECTION) } as const;
    await fixture.log.append({ sessionId: ALICE, fence: null, batch: lastBatch + 1, records: [record] });
    await page.locator(".rows .address").getByText("0xAbC").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("region", { name: "Details" }).getByText("Before, the message said: CA in a minute").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it("comes back by itself after the connection was cut, with everything once", async () => {
    await using fixture = await startGateway();
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await signIn(page, fixture, `http://127.0.0.1:${proxy.port}`);
    await page.getByRole("tab", { name: /Messages/ }).click();
    const said: string[] = [];
    for (let round = 0; round < 3; round++) {
      const batch = [`r${round} before`, `r${round} after`];
      said.unshift(...batch.toReversed());
      await fixture.say(batch.slice(0, 1));
      proxy.cut();
      await fixture.say(batch.slice(1));
      await until(async () => (await texts(page)).length >= said.length, { timeoutMs: 20_000, what: `round ${round}` });
    }
    expect(await texts(page)).toEqual(said);
    await page.getByText(/resumed \d+×/).waitFor();
  }, 60_000);

  it("says that a sign-in has ended, keeps what it shows, and leads out of there", async () => {
    await using fixture = await startGateway();
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await signIn(page, fixture, `http://127.0.0.1:${proxy.port}`);
    await page.getByRole("tab", { name: /Messages/ }).click();
    await fixture.say(["still to be read"]);
    await page.getByText("still to be read").waitFor();
    await browser.context.clearCookies();
    proxy.cut();
    await page.getByText("Your sign-in has ended.").first().waitFor();
    expect(await texts(page)).toEqual(["still to be read"]);
    await page.getByRole("button", { name: "Begin anew" }).click();
    await page.getByText("You are not signed in").waitFor();
  });

  it("notices a link that died without a sign, says so, and goes on where it ended", async () => {
    await using fixture = await startGateway({ options: { heartbeatIntervalMs: 200 } });
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await signIn(page, fixture, `http://127.0.0.1:${proxy.port}`);
    await page.getByRole("tab", { name: /Messages/ }).click();
    await fixture.say(["before"]);
    await page.getByText("before", { exact: true }).waitFor();
    await page.evaluate(watchForReconnecting);
    proxy.blackhole();
    await fixture.say(["while nothing came through"]);
    await page.getByText("while nothing came through").waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset["saidReconnecting"])).toBe("yes");
    await page.getByText("live", { exact: true }).first().waitFor();
    expect(await texts(page)).toEqual(["while nothing came through", "before"]);
  }, 60_000);

  it("stands still while somebody reads, and goes back to live on demand", async () => {
    await using fixture = await startGateway();
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await signIn(page, fixture, fixture.url);
    await page.getByRole("tab", { name: /Messages/ }).click();
    await fixture.say(Array.from({ length: 200 }, (_, index) => `old ${index}`));
    await page.getByText("old 199").waitFor();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    await page.getByText(/back to live/).waitFor();
    const before = await texts(page);
    await fixture.say(["new one", "new two"]);
    await page.getByText("2 new · back to live").waitFor();
    expect(await texts(page)).toEqual(before);
    await page.getByText("2 new · back to live").click();
    await page.getByText("new two").waitFor();
  }, 60_000);

  it("stays quick at 1,000 messages a second", async () => {
    await using fixture = await startGateway();
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await signIn(page, fixture, fixture.url);
    await page.getByRole("tab", { name: /Messages/ }).click();
    for (let tick = 0; tick < 100; tick++)
      await fixture.say(Array.from({ length: 50 }, (_, index) => `m${tick * 50 + index}`));
    await page.getByRole("tab", { name: "Messages 5,000" }).waitFor();
    expect(await page.locator(".rows .row").count()).toBeLessThan(60);
    expect((await texts(page))[0]).toBe("m4999");
  }, 60_000);
});
