import { launchChromium, startTcpProxy, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { createSignInLink } from "../auth/one-time-tokens.ts";
import { ALICE, startGateway } from "../../test/gateway-fixture.ts";

/** What the page's script leaves for the test to read. */
interface Heard {
  readonly texts: string[];
  readonly hellos: number;
}

it("a browser's EventSource reads a topic with its cookie, and goes on by itself after a cut", async () => {
  await using fixture = await startGateway();
  await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
  const url = `http://127.0.0.1:${proxy.port}`;
  await using browser = await launchChromium();
  const page = await browser.context.newPage();
  const { path } = await createSignInLink({ archive: fixture.archive }, {});
  await page.goto(url + path);
  await page.evaluate((topic) => {
    const heard = { texts: [] as string[], hellos: 0 };
    Object.assign(globalThis, { heard });
    const source = new EventSource(topic);
    source.addEventListener("HELLO", () => heard.hellos++);
    source.addEventListener("NEW_MESSAGE", (event) => {
      const { data } = event as unknown as { readonly data: string };
      heard.texts.push((JSON.parse(data) as { data: { text: string } }).data.text);
    });
  }, `/api/v1/realtime/messages/${ALICE}`);
  const heard = (): Promise<Heard> => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);
  await until(async () => (await heard()).hellos === 1);
  await fixture.say(["one", "two"]);
  await until(async () => (await heard()).texts.length === 2);
  proxy.cut();
  await fixture.say(["three", "four"]);
  await until(async () => (await heard()).texts.length >= 4);
  await fixture.say(["five"]);
  await until(async () => (await heard()).texts.length >= 5);
  expect(await heard()).toEqual({ texts: ["one", "two", "three", "four", "five"], hellos: 2 });
});

it("another site's page cannot open one with the cookie of its visitor", async () => {
  await using fixture = await startGateway();
  const { path } = await createSignInLink({ archive: fixture.archive }, {});
  const signedIn = await fetch(fixture.url + path, { redirect: "manual", headers: { "sec-fetch-site": "none" } });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(cookie).not.toBe("");
  const open = async (headers: Record<string, string>): Promise<number> => {
    const abort = new AbortController();
    const topic = `${fixture.url}/api/v1/realtime/messages/${ALICE}`;
    const { status } = await fetch(topic, {
      headers: { accept: "text/event-stream", cookie, ...headers },
      signal: abort.signal,
    });
    abort.abort();
    return status;
  };
  expect(await open({ "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await open({ origin: fixture.url })).toBe(200);
  expect(await open({ origin: "https://evil.example" })).toBe(403);
  expect(await open({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
  expect(await open({ "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await open({ "sec-fetch-site": "same-site" })).toBe(403);
  expect(await open({})).toBe(403);
});
