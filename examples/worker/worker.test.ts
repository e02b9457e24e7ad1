import type { NewDetectionEntry } from "@telewire/contracts";
import { startTcpProxy, tempDirectory, until } from "@telewire/testing";
import type { Miniflare } from "miniflare";
import { describe, expect, it } from "vitest";
import { ALICE, CHAT, startGateway } from "../../packages/gateway/test/gateway-fixture.ts";
import type { GatewayFixture } from "../../packages/gateway/test/gateway-fixture.ts";
import { startWorker } from "./local.ts";

const READER_TOKEN = "reader-token-of-the-test";
const SILENT_CHAT = "-1001000000002";

interface Options {
  readonly url: string;
  readonly directory: string;
  readonly apiKey: string;
  readonly secret: string;
}

async function startFeed({ url, directory, apiKey, secret }: Options): Promise<Miniflare> {
  const bindings = {
    TELEWIRE_URL: url,
    TELEWIRE_API_KEY: apiKey,
    TELEWIRE_SIGNING_SECRET: secret,
    TELEWIRE_SESSION: ALICE,
    TELEWIRE_CHATS: `${CHAT},${SILENT_CHAT}`,
    READER_TOKEN,
  };
  return await startWorker({ bindings, directory });
}

async function read<Answer>(worker: Miniflare, path: string): Promise<Answer> {
  const response = await worker.dispatchFetch(`https://worker.test${path}`, {
    headers: { authorization: `Bearer ${READER_TOKEN}` },
  });
  return (await response.json()) as Answer;
}

/** Oldest first. */
async function column(worker: Miniflare, path: "/messages" | "/detections", name: string): Promise<string[]> {
  const rows = await read<Record<string, string>[]>(worker, path);
  return rows.map((row) => row[name] ?? "").toReversed();
}

async function detect({ log }: GatewayFixture, addresses: readonly string[]): Promise<void> {
  const { lastBatch } = await log.loadState(ALICE);
  const now = Date.now();
  const records = addresses.map((address) => {
    const entry: NewDetectionEntry = {
      schemaVersion: "1.0.0",
      kind: "detection",
      family: "evm",
      chain: "base",
      address,
      display: address,
      role: "token",
      surface: "text",
      transforms: [],
      confidence: 0.9,
      reasons: [],
      flags: [],
      source: { sessionId: ALICE, chatId: CHAT, messageId: "1" },
      firstSeen: new Date(now).toISOString(),
      occurrences: 1,
      trace: { telegramDate: new Date(now).toISOString(), receivedAt: now, appendedAt: now },
    };
    return { stream: "detections" as const, kind: "detection" as const, chatId: CHAT, json: JSON.stringify(entry) };
  });
  await log.append({ sessionId: ALICE, fence: null, batch: lastBatch + 1, records });
}

describe("the example Worker in workerd", () => {
  it("signs, polls and streams; goes on after cuts and restarts with everything once", async () => {
    await using fixture = await startGateway();
    for (const chatId of [CHAT, SILENT_CHAT]) fixture.telegram.chats.set(chatId, []);
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    await using directory = await tempDirectory("telewire-worker-");
    const key = await fixture.key({ role: "reader", sessionIds: [ALICE], requireSignature: true });
    const options = { url: `http://127.0.0.1:${proxy.port}`, directory: directory.path, ...key };
    const texts: string[] = [];
    const addresses: string[] = [];
    // One writer: both go in batches of the session.
    const happen = async (round: string): Promise<void> => {
      const said = Array.from({ length: 150 }, (_, index) => `${round} ${index}`);
      await fixture.say(said, { firstId: texts.length + 1 });
      texts.push(...said);
      const found = Array.from({ length: 5 }, (_, index) => `0x${round}${index}`);
      await detect(fixture, found);
      addresses.push(...found);
    };
    const hasAll = async (worker: Miniflare): Promise<boolean> =>
      (await column(worker, "/messages", "text")).length >= Math.min(500, texts.length) &&
      (await column(worker, "/detections", "address")).length >= addresses.length;

    const first = await startFeed(options);
    await until(async () => (await read<{ position: string | null }>(first, "/status")).position, {
      timeoutMs: 20_000,
      what: "the stream to open",
    });
    await happen("live");
    await until(() => hasAll(first), { timeoutMs: 20_000, what: "live entries" });
    proxy.cut();
    await happen("cut");
    await until(() => hasAll(first), { timeoutMs: 20_000, what: "entries over the cut" });
    await first.dispose();
    await happen("away");
    const second = await startFeed(options);
    await until(() => hasAll(second), { timeoutMs: 20_000, what: "entries while it was away" });
    const got = {
      messages: await column(second, "/messages", "text"),
      detections: await column(second, "/detections", "address"),
    };
    await second.dispose();
    expect(got).toEqual({ messages: texts, detections: addresses });
  }, 90_000);

  it("notices a stream that died without a sign", async () => {
    await using fixture = await startGateway({ options: { heartbeatIntervalMs: 200 } });
    for (const chatId of [CHAT, SILENT_CHAT]) fixture.telegram.chats.set(chatId, []);
    await using proxy = await startTcpProxy(Number(new URL(fixture.url).port));
    await using directory = await tempDirectory("telewire-worker-");
    const key = await fixture.key({ role: "reader", sessionIds: [ALICE], requireSignature: true });
    const worker = await startFeed({ url: `http://127.0.0.1:${proxy.port}`, directory: directory.path, ...key });
    const seen = () => column(worker, "/detections", "address");
    await until(async () => (await read<{ position: string | null }>(worker, "/status")).position, {
      timeoutMs: 20_000,
      what: "the stream to open",
    });
    await detect(fixture, ["0xbefore"]);
    await until(async () => (await seen()).length === 1, { timeoutMs: 20_000, what: "a detection" });
    proxy.blackhole();
    await detect(fixture, ["0xwhile"]);
    await until(async () => (await seen()).length === 2, { timeoutMs: 30_000, what: "what came meanwhile" });
    expect(await seen()).toEqual(["0xbefore", "0xwhile"]);
    await worker.dispose();
  }, 90_000);

  it("answers nobody without its token, and tells why it cannot read", async () => {
    await using fixture = await startGateway();
    await using directory = await tempDirectory("telewire-worker-");
    const key = await fixture.key({ role: "reader", sessionIds: [ALICE], requireSignature: true });
    const worker = await startFeed({
      url: fixture.url,
      directory: directory.path,
      apiKey: key.apiKey,
      secret: "not the secret",
    });
    expect((await worker.dispatchFetch("https://worker.test/messages")).status).toBe(401);
    const problem = await until(async () => (await read<{ problem: string | null }>(worker, "/status")).problem, {
      what: "a problem",
    });
    await worker.dispose();
    expect(problem).toBe("INVALID_SIGNATURE");
  }, 60_000);
});
