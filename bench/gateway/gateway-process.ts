// A gateway over the embedded log and archive with one session and one hot chat, as a process of its own.
// Prints one JSON line when ready; ends when its stdin does.
import { randomBytes } from "node:crypto";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import { createApiKey, createGateway, gatewayOptions } from "@telewire/gateway";
import { createSecretBox, silentLogger } from "@telewire/kit";
import { openEmbeddedLog } from "@telewire/log";
import type { SessionControl } from "@telewire/telegram";
import { Registry } from "prom-client";
import { messageJson } from "./message-json.ts";

await using directory = await mkdtempDisposable(join(tmpdir(), "telewire-bench-"));
await using archive = await openSqliteArchive({ file: `${directory.path}/archive.sqlite` });
await using log = await openEmbeddedLog({ directory: `${directory.path}/log` });
const secrets = createSecretBox([randomBytes(32)]);
const now = Date.now();
await archive.sessions.insert({
  sessionId: "bench",
  userId: "777000",
  firstName: "Bench",
  lastName: null,
  username: null,
  secret: new Uint8Array(8),
  finalState: null,
  createdAt: now,
  updatedAt: now,
});
const records = Array.from({ length: 200 }, (_, index) => ({
  stream: "messages" as const,
  kind: "message" as const,
  chatId: "-1001000000001",
  json: messageJson(index + 1),
}));
const { positions } = await log.append({ sessionId: "bench", fence: null, batch: 1, records });
const refuse = (): Promise<never> => Promise.reject(new Error("the bench asks Telegram nothing"));
const gateway = createGateway({
  log,
  archive,
  secrets,
  logger: silentLogger,
  nodeId: "bench",
  version: "0.0.0",
  insight: {
    reputation: () => ({ score: 50, certainty: 0, explanation: [] }),
    address: (family, address) => ({ family, address, spread: null, story: null }),
  },
  control: new Proxy({} as SessionControl, { get: () => refuse }),
  options: gatewayOptions.parse({
    port: 0,
    readsPerMinute: 100_000_000,
    addressPerMinute: 100_000_000,
    hotTailEntries: 2000,
    pingIntervalMs: 3_600_000,
  }),
  metrics: { registry: new Registry(), add: () => undefined, telegramStream: refuse, snapshot: async () => ({}) },
  isReady: () => true,
  config: () => ({}),
});
await gateway.start(new AbortController().signal);
const key = await createApiKey({ archive, secrets }, { name: "bench", role: "admin", requireSignature: true });
const reader = await createApiKey({ archive, secrets }, { name: "reader", role: "reader" });
console.log(
  JSON.stringify({
    url: gateway.url,
    cursor: positions.at(-21),
    apiKey: key.apiKey,
    secret: key.secret,
    readerKey: reader.apiKey,
  }),
);

let batch = 1;
for await (const chunk of process.stdin) {
  // Each line asks for one broadcast of so many messages, or for the CPU used so far.
  for (const line of String(chunk)
    .split("\n")
    .filter((text) => text !== "")) {
    if (line === "cpu")
      console.log(JSON.stringify({ cpuMicroseconds: cpuUsed(), rssBytes: process.memoryUsage.rss() }));
    else {
      batch += 1;
      const broadcast = Array.from({ length: Number(line) }, (_, index) => ({
        stream: "messages" as const,
        kind: "message" as const,
        chatId: "-1001000000001",
        json: messageJson(1000 * batch + index),
      }));
      await log.append({ sessionId: "bench", fence: null, batch, records: broadcast });
    }
  }
}
await gateway.drain(Date.now() + 500);

function cpuUsed(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
