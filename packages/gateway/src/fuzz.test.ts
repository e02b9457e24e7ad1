import { ERRORS, openApiDocument } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALICE, CHAT, startGateway } from "../test/gateway-fixture.ts";
import type { GatewayFixture } from "../test/gateway-fixture.ts";

/** `FUZZ_REQUESTS=50000` for a long run. */
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 3000);
const CONCURRENCY = 16;

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: {
      readonly "application/json"?: { readonly schema: { readonly properties: Readonly<Record<string, unknown>> } };
    };
  };
}

const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  sessionId: [ALICE],
  chatId: [CHAT],
  chats: [CHAT],
  limit: [1, "20"],
  wait: [0],
  text: ["hello"],
  phone: ["+9996621234"],
  loginId: ["login-1"],
  code: ["22222"],
  name: ["k"],
  role: ["reader"],
  cursor: ["latest"],
  day: ["2026-01-01"],
  filter: [{ chats: [CHAT] }, null],
  keyId: ["000000000000"],
};
const HOSTILE: readonly unknown[] = [
  "",
  " ",
  "a".repeat(5000),
  "\u0000",
  "../../etc/passwd",
  "%2e%2e%2f",
  "' OR 1=1 --",
  "<script>",
  "${7*7}",
  "\ud800",
  "🤖".repeat(50),
  "-1",
  "99999999999999999999999",
  "1e309",
  "NaN",
  "m.x.0.1-0",
  "d.x.99999.1-1",
  "t.0",
  "t.5",
  "__proto__",
  "constructor",
  null,
  true,
  -1,
  1.5,
  1e308,
  [],
  [[]],
  {},
  { a: { b: 1 } },
  { $gt: "" },
  [null],
  "2026-13-45",
  "\r\nX-Injected: 1",
];

let fixture: GatewayFixture;
let token = "";
const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
beforeAll(async () => {
  fixture = await startGateway({
    options: {
      readsPerMinute: 100_000_000,
      writesPerMinute: 100_000_000,
      authPerMinute: 100_000_000,
      authFailuresPerMinute: 100_000_000,
    },
  });
  token = await fixture.token();
  await fixture.say(["one", "two", "three"]);
});
afterAll(async () => {
  agent.destroy();
  await fixture[Symbol.asyncDispose]();
});

/** mulberry32: the same requests in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly withToken: boolean;
}

function make(
  random: () => number,
  operations: readonly { readonly path: string; readonly method: string; readonly operation: Described }[],
): Sent {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const valueOf = (name: string): unknown =>
    random() < 0.6 && GOOD[name] !== undefined ? pick(GOOD[name]) : pick(HOSTILE);
  const textOf = (value: unknown): string =>
    encodeURIComponent((typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed());
  const { path, method, operation } = pick(operations);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => textOf(valueOf(name)));
  const query = operation.parameters
    .filter((parameter) => parameter.in === "query" && random() < 0.7)
    .map(({ name }) => `${name}=${textOf(valueOf(name))}`);
  if (random() < 0.05) query.push("unknown=1");
  const fields = Object.keys(operation.requestBody?.content["application/json"]?.schema.properties ?? {});
  const body =
    method !== "post"
      ? null
      : random() < 0.05
        ? String(pick(HOSTILE))
        : JSON.stringify(Object.fromEntries(fields.filter(() => random() < 0.8).map((name) => [name, valueOf(name)])));
  return {
    method: random() < 0.03 ? "PATCH" : method.toUpperCase(),
    path: filled + (query.length > 0 ? `?${query.join("&")}` : ""),
    body,
    withToken: random() < 0.9,
  };
}

function send({ method, path, body, withToken }: Sent): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(withToken ? { authorization: `Bearer ${token}` } : {}),
      ...(body === null
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    };
    const sent = request(fixture.url + path, { method, agent, headers }, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (chunk: string) => (text += chunk))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body);
  });
}

it(`answers ${REQUESTS} valid and hostile requests from the table, and goes on working`, async () => {
  const { paths } = openApiDocument("1") as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "head")
      .map(([method, operation]) => ({ path, method, operation })),
  );
  const random = randomFrom(20_261_121);
  const bad: unknown[] = [];
  const statuses = new Set<number>();
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) {
        const sent = make(random, operations);
        const { status, text } = await send(sent);
        statuses.add(status);
        const answer = JSON.parse(text) as { readonly success: boolean; readonly error?: { readonly code: ErrorCode } };
        const isFromTable = answer.success
          ? status < 300
          : answer.error !== undefined &&
            ERRORS[answer.error.code].status === status &&
            answer.error.code !== "INTERNAL";
        if (!isFromTable || / at .*\.ts|node_modules|SELECT |INSERT /.test(text))
          bad.push({ ...sent, path: sent.path.slice(0, 300), status, text: text.slice(0, 300) });
      }
    }),
  );
  expect(bad.slice(0, 5)).toEqual([]);
  expect([...statuses].toSorted((a, b) => a - b)).toEqual(expect.arrayContaining([200, 400, 401, 404, 405]));
  expect(
    (
      await send({
        method: "GET",
        path: `/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}`,
        body: null,
        withToken: true,
      })
    ).status,
  ).toBe(200);
}, 600_000);
