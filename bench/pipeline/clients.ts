import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { quantile } from "../result.ts";

/** Some WebSocket clients in one process: count every frame, time one in eight. */
export interface ClientReport {
  /** Frames of the client that has fewest. */
  readonly fewest: number;
  readonly duplicated: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastAt: number;
}

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
let latencies: number[] = [];
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
    if (count % SAMPLE === 0) latencies.push(now - Number.parseFloat(text.slice(text.indexOf('"receivedAt":') + 13)));
  });
}
console.log(JSON.stringify({ type: "ready" }));
createInterface({ input: process.stdin }).on("line", (line) => {
  const report: ClientReport = {
    fewest: Math.min(...counts),
    duplicated,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    lastAt,
  };
  console.log(JSON.stringify(report));
  if (line === "reset") {
    counts.fill(0);
    for (const ids of seen) ids.clear();
    latencies = [];
    duplicated = 0;
  }
});
