import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { quantile } from "../result.ts";

/** Some WebSocket clients in one process: count every frame, time one in eight. */
export interface ClientReport {
  /** Frames of the client that has fewest. */
  readonly fewest: number;
  readonly duplicated: number;
  /** Median and 99th percentile, milliseconds: the whole way, and its two stages. */
  readonly socketToClient: Quantiles;
  readonly socketToLog: Quantiles;
  readonly logToClient: Quantiles;
  readonly lastAt: number;
}

type Quantiles = readonly [p50: number, p99: number];

interface Arguments {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly clients: number;
}

const SAMPLE = 8;
const { url, protocols, clients } = JSON.parse(process.argv[2] ?? "{}") as Arguments;
const counts = Array.from({ length: clients }, () => 0);
const seen = Array.from({ length: clients }, () => new Set<string>());
let duplicated = 0;
/** When sampled frames were received from Telegram, handed to the log, and here. */
let samples: { readonly receivedAt: number; readonly appendedAt: number; readonly now: number }[] = [];
let lastAt = 0;

for (let client = 0; client < clients; client++) {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.on("message", (data: Buffer) => {
    const text = data.toString("latin1");
    if (!text.startsWith('{"type":"NEW_MESSAGE"')) return;
    const now = performance.timeOrigin + performance.now();
    const count = (counts[client] = (counts[client] ?? 0) + 1);
    const at = text.indexOf('"messageId":"') + 13;
    const messageId = text.slice(at, text.indexOf('"', at));
    if (seen[client]?.has(messageId) === true) duplicated++;
    seen[client]?.add(messageId);
    lastAt = now;
    if (count % SAMPLE === 0)
      samples.push({
        receivedAt: numberAfter(text, '"receivedAt":'),
        appendedAt: numberAfter(text, '"appendedAt":'),
        now,
      });
  });
}
console.log(JSON.stringify({ type: "ready" }));
createInterface({ input: process.stdin }).on("line", (line) => {
  const report: ClientReport = {
    fewest: Math.min(...counts),
    duplicated,
    socketToClient: quantiles(samples.map(({ receivedAt, now }) => now - receivedAt)),
    socketToLog: quantiles(samples.map(({ receivedAt, appendedAt }) => appendedAt - receivedAt)),
    logToClient: quantiles(samples.map(({ appendedAt, now }) => now - appendedAt)),
    lastAt,
  };
  console.log(JSON.stringify(report));
  if (line === "reset") {
    counts.fill(0);
    for (const ids of seen) ids.clear();
    samples = [];
    duplicated = 0;
  }
});

function numberAfter(text: string, label: string): number {
  const at = text.indexOf(label);
  return at < 0 ? Number.NaN : Number.parseFloat(text.slice(at + label.length, at + label.length + 24));
}

function quantiles(values: readonly number[]): Quantiles {
  return [quantile(values, 0.5), quantile(values, 0.99)];
}
