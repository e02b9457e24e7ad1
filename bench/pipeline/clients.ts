import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { quantile } from "../result.ts";

/** How far the clients are; cheap enough to ask while frames come. */
export interface ClientProgress {
  /** Frames of the client that has fewest. */
  readonly fewest: number;
  readonly lastAt: number;
}

/** What the clients saw since the last reset: asked for when all is over, for it sorts. */
export interface ClientReport {
  readonly duplicated: number;
  /** Median and 99th percentile, milliseconds: the whole way, and its two stages. */
  readonly socketToClient: Quantiles;
  readonly socketToLog: Quantiles;
  readonly logToClient: Quantiles;
}

type Quantiles = readonly [p50: number, p99: number];

interface Arguments {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly clients: number;
}

const SAMPLE = 8;
const HEAD = Buffer.from('{"type":"NEW_MESSAGE"');
const ID = Buffer.from('"messageId":"');
const { url, protocols, clients } = JSON.parse(process.argv[2] ?? "{}") as Arguments;
const counts = Array.from({ length: clients }, () => 0);
const seen = Array.from({ length: clients }, () => new Set<number>());
let duplicated = 0;
/** When sampled frames were received from Telegram, handed to the log, and here. */
let samples: { readonly receivedAt: number; readonly appendedAt: number; readonly now: number }[] = [];
let lastAt = 0;

for (let client = 0; client < clients; client++) {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.on("message", (data: Buffer) => {
    if (data.compare(HEAD, 0, HEAD.length, 0, HEAD.length) !== 0) return;
    const now = performance.timeOrigin + performance.now();
    const count = (counts[client] = (counts[client] ?? 0) + 1);
    const at = data.indexOf(ID) + ID.length;
    const messageId = Number(data.toString("latin1", at, data.indexOf('"', at)));
    if (seen[client]?.has(messageId) === true) duplicated++;
    seen[client]?.add(messageId);
    lastAt = now;
    if (count % SAMPLE !== 0) return;
    const text = data.toString("latin1");
    samples.push({
      receivedAt: numberAfter(text, '"receivedAt":'),
      appendedAt: numberAfter(text, '"appendedAt":'),
      now,
    });
  });
}
console.log(JSON.stringify({ type: "ready" }));
createInterface({ input: process.stdin }).on("line", (line) => {
  console.log(JSON.stringify(line === "report" ? report() : progress()));
  if (line !== "reset") return;
  counts.fill(0);
  for (const ids of seen) ids.clear();
  samples = [];
  duplicated = 0;
});

function progress(): ClientProgress {
  return { fewest: Math.min(...counts), lastAt };
}

function report(): ClientReport {
  return {
    duplicated,
    socketToClient: quantiles(samples.map(({ receivedAt, now }) => now - receivedAt)),
    socketToLog: quantiles(samples.map(({ receivedAt, appendedAt }) => appendedAt - receivedAt)),
    logToClient: quantiles(samples.map(({ appendedAt, now }) => now - appendedAt)),
  };
}

function numberAfter(text: string, label: string): number {
  const at = text.indexOf(label);
  return at < 0 ? Number.NaN : Number.parseFloat(text.slice(at + label.length, at + label.length + 24));
}

function quantiles(values: readonly number[]): Quantiles {
  return [quantile(values, 0.5), quantile(values, 0.99)];
}
