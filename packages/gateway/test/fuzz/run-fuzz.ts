import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ERRORS } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import { ALICE, CHAT, startGateway } from "../gateway-fixture.ts";
import type { GatewayFixture } from "../gateway-fixture.ts";
import { makeRequest, targets } from "./make-request.ts";
import type { FuzzRequest } from "./make-request.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";

export interface FuzzReport {
  readonly requests: number;
  readonly seconds: number;
  /** Answers by status and code (`200`, `400 VALIDATION_FAILED`). */
  readonly answers: Readonly<Record<string, number>>;
  /** Answers that are not in the table, or tell of the inside. */
  readonly bad: readonly unknown[];
  readonly operationsReached: number;
  /** Operations that never answered well: the run says little about them. */
  readonly neverGood: readonly string[];
  /** Heap after a collection, at a fifth of the run and at its end. */
  readonly heapMb: readonly [number, number];
  /** Whether the server still serves a poll at its end. */
  readonly stillServes: boolean;
}

const CONCURRENCY = 16;
const UNLIMITED = 100_000_000;
/** Traces, paths, queries, names of drivers and causes: none of a client's business. */
const LEAKS =
  /\bat (async )?[\w.<>]+ \(|\.ts:\d+|node_modules|node:internal|file:\/\/|SQLITE|\bSELECT \w|\bINSERT INTO|ENOENT|ECONN|ERR_[A-Z]{3}|FST_ERR|TypeError|ZodError|"stack"|"cause"/;

/** Requests made from the OpenAPI document against a real gateway, the same for a seed. */
export async function runFuzz(requests: number, seed: number): Promise<FuzzReport> {
  await using fixture = await startGateway({
    options: {
      readsPerMinute: UNLIMITED,
      writesPerMinute: UNLIMITED,
      authPerMinute: UNLIMITED,
      authFailuresPerMinute: UNLIMITED,
      addressPerMinute: UNLIMITED,
      sessionWritesPerMinute: UNLIMITED,
      endpointsPerMinute: {},
      abuseBlockScore: UNLIMITED,
    },
  });
  const token = await fixture.token();
  await fixture.say(["one", "two", "three"]);
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  using _ = { [Symbol.dispose]: () => agent.destroy() };
  const draw = new SeededRandom(seed);
  const all = targets();
  const answers: Record<string, number> = {};
  const good = new Set<string>();
  const bad: unknown[] = [];
  const heap: number[] = [];
  let done = 0;
  const startedAt = performance.now();
  const client = async (): Promise<void> => {
    while (done < requests) {
      const number = done++;
      if (number === Math.floor(requests / 5)) heap.push(heapMb());
      const target = draw.pick(all);
      const sent = makeRequest(target, token, draw);
      const { status, text } = await send(fixture, agent, sent);
      const code = judge(sent, status, text, bad);
      answers[code] = (answers[code] ?? 0) + 1;
      if (status < 300) good.add(`${target.method} ${target.path}`);
      fixture.telegram.calls.length = 0;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  const seconds = (performance.now() - startedAt) / 1000;
  heap.push(heapMb());
  const poll = { method: "GET", path: `/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}`, body: null };
  const last = await send(fixture, agent, { ...poll, headers: { authorization: `Bearer ${token}` } });
  return {
    requests,
    seconds,
    answers,
    bad,
    operationsReached: good.size,
    neverGood: all.map(({ method, path }) => `${method} ${path}`).filter((name) => !good.has(name)),
    heapMb: [heap[0] ?? 0, heap[1] ?? 0],
    stillServes: last.status === 200,
  };
}

/** The answer's name; what is wrong with it goes to `bad`. */
function judge(sent: FuzzRequest, status: number, text: string, bad: unknown[]): string {
  const note = (what: string): string => {
    bad.push({
      what,
      status,
      ...sent,
      path: sent.path.slice(0, 300),
      body: sent.body?.slice(0, 300),
      text: text.slice(0, 300),
    });
    return `${status} ${what}`;
  };
  if (status === 0) return note("cut off");
  if (LEAKS.test(text)) return note("leak");
  if (status < 300 || status === 304) return String(status);
  if (sent.method === "HEAD") return status < 500 ? String(status) : note("5xx");
  let code: ErrorCode;
  try {
    ({ code } = (JSON.parse(text) as { readonly error: { readonly code: ErrorCode } }).error);
  } catch {
    return note("no envelope");
  }
  if (ERRORS[code]?.status !== status || code === "INTERNAL") return note("not of the table");
  return `${status} ${code}`;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** A kept connection may end just as it is used again, which says nothing: asked anew, on a connection of its own. */
async function send(fixture: GatewayFixture, agent: Agent, sent: FuzzRequest): Promise<Answered> {
  try {
    return await sendOnce(fixture, agent, sent);
  } catch {
    return sendOnce(fixture, false, sent).catch((error: Error) => ({ status: 0, text: error.message }));
  }
}

function sendOnce(
  { url }: GatewayFixture,
  agent: Agent | false,
  { method, path, headers, body }: FuzzRequest,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, agent, headers }, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (chunk: string) => (text += chunk))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body ?? undefined);
  });
}

function heapMb(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
