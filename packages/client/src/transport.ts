import type { ResponseMeta, TokenData } from "@telewire/contracts";
import { ERRORS, TelewireError } from "@telewire/contracts/errors";
import type { ErrorCode } from "@telewire/contracts/errors";
import { backoffMs, delay } from "./delay.ts";
import { sha256, signatureHeaders } from "./signing.ts";

export interface TransportOptions {
  /** For example `https://telewire.example.org`; in a browser its own origin. */
  readonly baseUrl: string;
  /** Without one the browser's sign-in cookie is used. */
  readonly apiKey?: string;
  /** Signs every request; needed by keys that require it. */
  readonly signingSecret?: string;
  readonly fetch?: typeof fetch;
  /** Repetitions of a request that may be repeated; default 4. */
  readonly maxRetries?: number;
  /** An answer that has not come by then will not come: the link may have died without a sign. Default 60 s; files have none. */
  readonly timeoutMs?: number;
}

export interface RequestOptions {
  readonly query?: URLSearchParams;
  /** JSON. */
  readonly body?: unknown;
  /** In place of it: a file. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the request may be repeated when its answer was lost. */
  readonly isIdempotent: boolean;
  /** What the server itself may wait before it answers. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

type Envelope =
  | { readonly success: true; readonly data: unknown; readonly meta: ResponseMeta }
  | { readonly success: false; readonly error: { readonly code: string; readonly details?: Record<string, unknown> } };

export interface Reply<Data> {
  readonly data: Data;
  readonly meta: ResponseMeta;
}

/** A token is renewed when it has less than this left. */
const RENEW_BEFORE_MS = 30_000;
/** A caller is told of longer waits instead of being kept. */
const MAX_WAIT_MS = 30_000;
const TIMEOUT_MS = 60_000;
/** Of long polls, beyond what the server waits: they need little else. */
const POLL_TIMEOUT_MS = 15_000;
const SUBPROTOCOL = "telewire.v1";
const EXPIRED: readonly ErrorCode[] = ["TOKEN_EXPIRED", "INVALID_TOKEN"];

/** Requests with identity, signatures and repetition by the error table. */
export class Transport {
  readonly baseUrl: string;
  readonly #options: TransportOptions;
  readonly #fetch: typeof fetch;
  #token: { readonly access: string; readonly expiresAt: number } | undefined;
  #renewing: Promise<string> | undefined;
  #csrfToken: string | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.baseUrl = options.baseUrl.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  get usesCookie(): boolean {
    return this.#options.apiKey === undefined;
  }

  /** For calls that change something while signed in by cookie. */
  setCsrfToken(token: string | undefined): void {
    this.#csrfToken = token;
  }

  /** A valid access token; undefined when the cookie speaks for us. One exchange at a time. */
  async accessToken(): Promise<string | undefined> {
    if (this.#options.apiKey === undefined) return undefined;
    if (this.#token !== undefined && this.#token.expiresAt - Date.now() > RENEW_BEFORE_MS) return this.#token.access;
    this.#renewing ??= this.#renew(this.#options.apiKey).finally(() => (this.#renewing = undefined));
    return await this.#renewing;
  }

  /** How a WebSocket says who opens it: by a one-time ticket where requests are signed, since a browser's handshake cannot be. */
  async handshake(): Promise<{ readonly protocols: string[]; readonly ticket?: string }> {
    const { apiKey, signingSecret } = this.#options;
    if (apiKey !== undefined && signingSecret !== undefined) {
      const { data } = await this.request<{ readonly ticket: string }>("POST", "/api/v1/auth/ticket", {
        body: {},
        isIdempotent: true,
      });
      return { protocols: [SUBPROTOCOL], ticket: data.ticket };
    }
    const token = await this.accessToken();
    return { protocols: token === undefined ? [SUBPROTOCOL] : [SUBPROTOCOL, `bearer.${token}`] };
  }

  /** Throws TelewireError with the server's code, or the reason of an abort. */
  async request<Data>(method: string, path: string, options: RequestOptions): Promise<Reply<Data>> {
    return this.#repeat(options, async (token) => {
      const timed = options.bytes === undefined ? { ...options, signal: this.#timed(options) } : options;
      return readReply<Data>(await this.#send(method, path, timed, token));
    });
  }

  /** An answer that is not JSON, its body unread. */
  async open(method: string, path: string, options: RequestOptions): Promise<Response> {
    return this.#repeat(options, async (token) => {
      const response = await this.#send(method, path, options, token);
      return response.ok ? response : await readReply<never>(response).then(() => response);
    });
  }

  #timed({ waitMs, signal }: RequestOptions): AbortSignal {
    const { timeoutMs = TIMEOUT_MS } = this.#options;
    const timeout = AbortSignal.timeout(
      waitMs === undefined ? timeoutMs : waitMs + Math.min(timeoutMs, POLL_TIMEOUT_MS),
    );
    return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  }

  async #repeat<Answer>(
    options: RequestOptions,
    send: (token: string | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    const { maxRetries = 4 } = this.#options;
    for (let attempt = 0, hasRenewed = false; ; attempt++) {
      try {
        return await send(await this.accessToken());
      } catch (error) {
        options.signal?.throwIfAborted();
        const failure = TelewireError.from(error);
        if (EXPIRED.includes(failure.code) && !this.usesCookie && !hasRenewed) {
          hasRenewed = true;
          this.#token = undefined;
          continue;
        }
        if (attempt >= maxRetries || !mayRepeat(failure, options.isIdempotent)) throw failure;
        await delay(failure.retryAfterMs ?? backoffMs(attempt), options.signal);
        options.signal?.throwIfAborted();
      }
    }
  }

  async #renew(apiKey: string): Promise<string> {
    const options = { body: { apiKey }, isIdempotent: true };
    const signal = this.#timed(options);
    const answer = await this.#send("POST", "/api/v1/auth/token", { ...options, signal }, undefined);
    const { data } = await readReply<TokenData>(answer);
    this.#token = { access: data.accessToken, expiresAt: Date.now() + data.expiresIn * 1000 };
    return data.accessToken;
  }

  async #send(
    method: string,
    path: string,
    { query, body, bytes, headers, signal }: RequestOptions,
    token: string | undefined,
  ): Promise<Response> {
    const pathAndQuery = query === undefined || query.size === 0 ? path : `${path}?${query.toString()}`;
    const content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
    const { signingSecret } = this.#options;
    return this.#reach(this.baseUrl + pathAndQuery, {
      method,
      headers: {
        ...(content === undefined
          ? {}
          : { "content-type": bytes === undefined ? "application/json" : "application/octet-stream" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(this.#csrfToken === undefined || method === "GET" ? {} : { "X-CSRF-Token": this.#csrfToken }),
        ...(signingSecret === undefined
          ? {}
          : await signatureHeaders(signingSecret, { method, pathAndQuery, body: content ?? "" })),
        ...(bytes === undefined ? {} : { "X-Telewire-Content-SHA256": await sha256(bytes) }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(url, init);
    } catch (cause) {
      throw new TelewireError("TIMEOUT", { cause });
    }
  }
}

async function readReply<Data>(response: Response): Promise<Reply<Data>> {
  const answer = await readEnvelope(response);
  if (answer?.success === true) return { data: answer.data as Data, meta: answer.meta };
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const code =
    answer?.success === false && isErrorCode(answer.error.code) ? answer.error.code : codeOfStatus(response.status);
  throw new TelewireError(code, {
    details: (answer?.success === false && answer.error.details) || {},
    ...(Number.isFinite(retryAfter) ? { retryAfterMs: retryAfter * 1000 } : {}),
  });
}

/** Undefined: the answer is not one of ours. @throws TelewireError TIMEOUT when it broke off */
async function readEnvelope(response: Response): Promise<Envelope | undefined> {
  const text = await response.text().catch((cause: unknown) => {
    throw new TelewireError("TIMEOUT", { cause });
  });
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return undefined;
  }
}

function mayRepeat({ code, retryAfterMs }: TelewireError, isIdempotent: boolean): boolean {
  const { retry, fault } = ERRORS[code];
  if (retry !== "after" || (retryAfterMs ?? 0) > MAX_WAIT_MS) return false;
  // The server refused before it did anything, and said when to come back: any request may be repeated.
  if (fault === "client" && retryAfterMs !== undefined) return true;
  return isIdempotent;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** For answers that are not ours, such as a proxy's. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return "UNAUTHENTICATED";
  if (status === 403) return "FORBIDDEN";
  if (status === 404) return "NOT_FOUND";
  if (status === 429) return "RATE_LIMITED";
  return status >= 500 ? "OVERLOADED" : "BAD_REQUEST";
}
