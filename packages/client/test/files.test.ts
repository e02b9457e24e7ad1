import { expect, it } from "vitest";
import { ALICE, CHAT, startGateway } from "../../gateway/test/gateway-fixture.ts";
import type { GatewayFixture } from "../../gateway/test/gateway-fixture.ts";
import { createClient } from "../src/index.ts";
import type { TelewireClient } from "../src/index.ts";

async function signingClient(fixture: GatewayFixture, fetching: typeof fetch = fetch): Promise<TelewireClient> {
  const { apiKey, secret } = await fixture.key({ requireSignature: true });
  return createClient({ baseUrl: fixture.url, apiKey, signingSecret: secret, fetch: fetching });
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

const FILE = { sessionId: ALICE, chatId: CHAT, messageId: "7" };

it("uploads a signed file in Telegram's parts", async () => {
  await using fixture = await startGateway();
  const client = await signingClient(fixture);
  const bytes = new Uint8Array(1_200_000).fill(7);
  const { data } = await client.upload({ sessionId: ALICE, fileName: "a.bin" }, bytes);
  expect(data).toMatchObject({ sizeBytes: bytes.length, uploadId: expect.any(String) as string });
  const parts = fixture.telegram.calls.map(({ request }) => request as { request: { part: number; bytes: string } });
  expect(parts.map(({ request }) => [request.part, Buffer.from(request.bytes, "base64").length])).toEqual([
    [0, 524_288],
    [1, 524_288],
    [2, 151_424],
  ]);
});

it("refuses a file that is not the one that was signed", async () => {
  await using fixture = await startGateway();
  const forging: typeof fetch = (input, init) =>
    fetch(input, init?.body instanceof Uint8Array ? { ...init, body: new Uint8Array(init.body.length) } : init);
  const client = await signingClient(fixture, forging);
  await expect(
    client.upload({ sessionId: ALICE, fileName: "a.bin" }, new Uint8Array(1000).fill(1)),
  ).rejects.toMatchObject({ code: "INVALID_SIGNATURE" });
});

it("goes on with a download where it broke", async () => {
  await using fixture = await startGateway();
  const ranges: (string | null)[] = [];
  const breaking: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.headers.get("accept-ranges") === null) return response;
    ranges.push(new Headers(init?.headers).get("range"));
    return ranges.length > 1 ? response : new Response(cutAfter(response, 4), response);
  };
  const client = await signingClient(fixture, breaking);
  expect(await textOf(client.download(FILE))).toBe("0123456789");
  expect(ranges).toEqual([null, "bytes=4-"]);
  expect(await textOf(client.download(FILE, { fromByte: 8 }))).toBe("89");
});

/** The first bytes of a body, then an error. */
function cutAfter(response: Response, bytes: number): ReadableStream<Uint8Array> {
  const whole = response.arrayBuffer();
  let isSent = false;
  return new ReadableStream({
    async pull(controller) {
      if (isSent) return controller.error(new Error("the connection broke"));
      isSent = true;
      controller.enqueue(new Uint8Array(await whole).subarray(0, bytes));
    },
  });
}

it("sends with a key of its own, so that a lost answer does not send twice", async () => {
  await using fixture = await startGateway();
  let isLost = false;
  const losing: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (isLost || !new Request(input).url.includes("/messages/send/")) return response;
    isLost = true;
    await response.arrayBuffer();
    throw new TypeError("the connection broke");
  };
  const client = await signingClient(fixture, losing);
  await client.api.sendMessage({ sessionId: ALICE, chatId: CHAT, text: "once" });
  expect(isLost).toBe(true);
  expect(fixture.telegram.calls.filter(({ method }) => method === "send")).toHaveLength(1);
});

it("walks through all pages", async () => {
  await using fixture = await startGateway();
  fixture.telegram.chats.set(CHAT, []);
  await fixture.say(["1", "2", "3", "4", "5"]);
  const client = await signingClient(fixture);
  const texts: string[] = [];
  for await (const { messages } of client.pages("getHistory", { sessionId: ALICE, chatId: CHAT, limit: 2 }))
    texts.push(...messages.map(({ text }) => text));
  expect(texts).toEqual(["5", "4", "3", "2", "1"]);
});
