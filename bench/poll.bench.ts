// Signed polls of a hot chat, 20 messages a page, against one core of gateway; beside it bare node:http on the same core.
import { createHmac, createSecretKey, hash } from "node:crypto";
import { load } from "./gateway/http-load.ts";
import type { LoadResult } from "./gateway/http-load.ts";
import { ServerProcess } from "./gateway/server-process.ts";
import { quantile, print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 3;
const ROUND_MS = 4000;
/** More than a round can ask. */
const REQUESTS_A_ROUND = 120_000;
const CONNECTIONS = 64;
const CHAT = "-1001000000001";
const EMPTY_BODY = hash("sha256", "");

interface Ready {
  readonly url: string;
  readonly cursor: string;
  readonly apiKey: string;
  readonly secret: string;
}

export async function run(): Promise<readonly BenchResult[]> {
  await using gateway = new ServerProcess("gateway-process.ts");
  await using peer = new ServerProcess("peer-process.ts");
  const sign = await signer(await gateway.next<Ready>());
  const { url: peerUrl } = await peer.next<{ readonly url: string }>();
  const peerPort = Number(new URL(peerUrl).port);
  const plain = Buffer.from("GET /page HTTP/1.1\r\nHost: bench\r\n\r\n");
  const askUs = (rate?: number): Promise<LoadResult> => {
    // Signed before the clock runs: it is the client's work.
    const requests = Array.from({ length: REQUESTS_A_ROUND }, sign.request);
    return load({
      port: sign.port,
      connections: CONNECTIONS,
      durationMs: ROUND_MS,
      nextRequest: () => requests.pop() ?? sign.request(),
      ...(rate === undefined ? {} : { rate }),
    });
  };
  const askPeer = (): Promise<LoadResult> =>
    load({ port: peerPort, connections: CONNECTIONS, durationMs: ROUND_MS, nextRequest: () => plain });
  await askUs();
  await askPeer();
  const ours: number[] = [];
  const theirs: number[] = [];
  const cpu: number[] = [];
  const p99: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await gateway.usage();
    const { requestsPerSecond, latencies } = await askUs();
    ours.push(requestsPerSecond);
    cpu.push(((await gateway.usage()).cpuMicroseconds - before.cpuMicroseconds) / latencies.length);
    theirs.push((await askPeer()).requestsPerSecond);
    p99.push(quantile((await askUs(requestsPerSecond / 2)).latencies, 0.99));
  }
  return [
    result("signed polls of 20 messages", "requests/s", ours, {
      name: "bare node:http serialising the page",
      rounds: theirs,
    }),
    result("CPU of a poll", "µs", cpu),
    result("p99 at half of that load", "ms", p99),
  ];
}

interface Signer {
  readonly port: number;
  /** A request, signed anew. */
  readonly request: () => Buffer;
}

async function signer({ url, cursor, apiKey, secret }: Ready): Promise<Signer> {
  const response = await fetch(`${url}/api/v1/auth/token`, {
    method: "POST",
    body: JSON.stringify({ apiKey }),
    headers: { "content-type": "application/json" },
  });
  const { data } = (await response.json()) as { readonly data: { readonly accessToken: string } };
  const path = `/api/v1/messages/poll/${CHAT}?sessionId=bench&cursor=${cursor}&limit=20`;
  const key = createSecretKey(Buffer.from(secret));
  let count = 0;
  const request = (): Buffer => {
    const timestamp = String(Date.now());
    const nonce = `bench-nonce-${(++count).toString(36)}`;
    const signature = createHmac("sha256", key)
      .update(`${timestamp}\n${nonce}\nGET\n${path}\n${EMPTY_BODY}`)
      .digest("hex");
    return Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${data.accessToken}\r\nX-Telewire-Timestamp: ${timestamp}\r\n` +
        `X-Telewire-Nonce: ${nonce}\r\nX-Telewire-Signature: v1=${signature}\r\n\r\n`,
    );
  };
  return { port: Number(new URL(url).port), request };
}

if (import.meta.main) print("poll", await run());
