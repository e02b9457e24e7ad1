// One message to many WebSocket clients: CPU of the server a delivery, log and filters included; beside it bare ws with a ready frame.
import { FrameCounter } from "./gateway/frame-counter.ts";
import { ServerProcess } from "./gateway/server-process.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 5;
const DELIVERIES_A_ROUND = 100_000;

interface Target {
  readonly server: ServerProcess;
  readonly clients: FrameCounter;
  readonly count: number;
}

interface Figures {
  readonly cpu: number[];
  readonly rate: number[];
}

export async function run(): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const count of [1000, 5000]) {
    await using gateway = new ServerProcess("gateway-process.ts");
    await using peer = new ServerProcess("fanout-peer-process.ts");
    const ours: Figures = { cpu: [], rate: [] };
    const theirs: Figures = { cpu: [], rate: [] };
    const target = await openGateway(gateway, count);
    const floor = await openPeer(peer, count);
    for (let round = -1; round < ROUNDS; round++) {
      await measure(target, round < 0 ? undefined : ours);
      await measure(floor, round < 0 ? undefined : theirs);
    }
    target.clients.close();
    floor.clients.close();
    const name = `${count} clients`;
    results.push(
      result(`${name}: CPU of a delivery`, "µs", ours.cpu, { name: "bare ws, ready frame", rounds: theirs.cpu }),
      result(`${name}: deliveries`, "1/s", ours.rate, { name: "bare ws, ready frame", rounds: theirs.rate }),
    );
  }
  return results;
}

async function openGateway(server: ServerProcess, count: number): Promise<Target> {
  const { url, readerKey } = await server.next<{ readonly url: string; readonly readerKey: string }>();
  const response = await fetch(`${url}/api/v1/auth/token`, {
    method: "POST",
    body: JSON.stringify({ apiKey: readerKey }),
    headers: { "content-type": "application/json" },
  });
  const { data } = (await response.json()) as { readonly data: { readonly accessToken: string } };
  const clients = new FrameCounter();
  await clients.open(
    Number(new URL(url).port),
    "/api/v1/realtime/messages/bench",
    count,
    `Authorization: Bearer ${data.accessToken}\r\n`,
    (text) => text.includes('"HELLO"'),
  );
  return { server, clients, count };
}

async function openPeer(server: ServerProcess, count: number): Promise<Target> {
  const { url } = await server.next<{ readonly url: string }>();
  const clients = new FrameCounter();
  await clients.open(Number(new URL(url).port), "/", count, "", (text) => text.includes("\r\n\r\n"));
  return { server, clients, count };
}

/** Broadcasts one after another, each heard by all before the next. */
async function measure({ server, clients, count }: Target, into: Figures | undefined): Promise<void> {
  const broadcasts = Math.ceil(DELIVERIES_A_ROUND / count);
  const before = await server.usage();
  const startedAt = performance.now();
  for (let sent = 0; sent < broadcasts; sent++) {
    const heard = clients.expect(count);
    server.say("1");
    await heard;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { cpuMicroseconds } = await server.usage();
  into?.cpu.push((cpuMicroseconds - before.cpuMicroseconds) / (broadcasts * count));
  into?.rate.push((broadcasts * count) / seconds);
}

if (import.meta.main) print("fanout", await run());
