import { lookup } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { BlockList } from "node:net";
import { TelewireError } from "@telewire/contracts";
import { isReachable, listOf } from "./public-address.ts";

const MAX_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 10_000;
const TOTAL_TIMEOUT_MS = 300_000;
/** A file whose server does not tell its length is read whole first, up to this. */
const MAX_UNTOLD_BYTES = 10_485_760;
const MIME_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,64}/;

export interface FetchLimits {
  /** Private networks that the operator allows. */
  readonly networks: readonly string[];
  readonly maxBytes: number;
  /** Resolves names; default: the system's resolver. */
  readonly resolve?: Resolver;
}

/** As `dns.lookup` with `all`. */
export type Resolver = (
  name: string,
  options: LookupOptions & { readonly all: true },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

interface Reach {
  readonly allowed: BlockList;
  readonly resolve: Resolver;
}

export interface FetchedFile extends AsyncDisposable {
  readonly body: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
  readonly mimeType: string | undefined;
}

/**
 * Fetches a file for a client. The address that a name resolves to is checked at the moment of connecting, on every redirect,
 * so that neither a name nor a redirect leads into the server's own network.
 * @throws TelewireError URL_FORBIDDEN, URL_UNREACHABLE, PAYLOAD_TOO_LARGE
 */
export async function fetchFile(
  address: string,
  { networks, maxBytes, resolve = lookup }: FetchLimits,
): Promise<FetchedFile> {
  const reach = { allowed: listOf(networks), resolve };
  const signal = AbortSignal.timeout(TOTAL_TIMEOUT_MS);
  let url = new URL(address);
  for (let redirects = 0; ; redirects++) {
    const response = await get(url, reach, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects < MAX_REDIRECTS) {
      response.destroy();
      url = redirectOf(headers.location, url);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw new TelewireError("URL_UNREACHABLE", { details: { status: statusCode } });
    }
    return fileOf(response, maxBytes);
  }
}

async function fileOf(response: IncomingMessage, maxBytes: number): Promise<FetchedFile> {
  const { "content-type": type = "", "content-length": length } = response.headers;
  const told = length === undefined ? undefined : Number(length);
  const limit = Math.min(maxBytes, told === undefined ? MAX_UNTOLD_BYTES : maxBytes);
  if (told !== undefined && told > limit) {
    response.destroy();
    throw new TelewireError("PAYLOAD_TOO_LARGE", { details: { limit } });
  }
  const whole = told === undefined ? await readAll(response, limit) : undefined;
  return {
    body: whole === undefined ? bodyOf(response) : one(whole),
    sizeBytes: told ?? whole?.length ?? 0,
    mimeType: MIME_TYPE.exec(type)?.[0],
    [Symbol.asyncDispose]: async () => {
      response.destroy();
    },
  };
}

async function* bodyOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* response as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new TelewireError("URL_UNREACHABLE", { cause });
  }
}

async function* one(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
}

async function readAll(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(response)) {
    bytes += chunk.length;
    if (bytes > limit) throw new TelewireError("PAYLOAD_TOO_LARGE", { details: { limit } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function get(url: URL, reach: Reach, signal: AbortSignal): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // An address in the URL is connected to without a look-up.
  if (isIP(host) !== 0 && !isReachable(host, reach.allowed)) throw new TelewireError("URL_FORBIDDEN");
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((done, fail) => {
    const request = send(
      url,
      {
        agent: false,
        signal,
        timeout: CONNECT_TIMEOUT_MS,
        headers: { "user-agent": "telewire", accept: "*/*" },
        lookup: (name, options, answer) => checkedLookup(name, options, reach, answer),
      },
      done,
    );
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", (cause) => {
      fail(cause instanceof TelewireError ? cause : new TelewireError("URL_UNREACHABLE", { cause }));
    });
    request.end();
  });
}

type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function checkedLookup(name: string, options: LookupOptions, { allowed, resolve }: Reach, answer: Answer): void {
  resolve(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return answer(error, []);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => !isReachable(address, allowed)))
      return answer(new TelewireError("URL_FORBIDDEN"), []);
    return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family);
  });
}

function redirectOf(location: string, from: URL): URL {
  const url = URL.parse(location, from.href);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "")
    throw new TelewireError("URL_FORBIDDEN");
  return url;
}
