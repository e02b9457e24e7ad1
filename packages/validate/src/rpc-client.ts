import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, isBrokenCircuitError } from "cockatiel";
import type { CircuitBreakerPolicy } from "cockatiel";
import { systemClock } from "@telewire/kit";
import type { Clock } from "@telewire/kit";
import { Budget } from "./budget.ts";
import type { BudgetOptions } from "./budget.ts";

export interface ProviderOptions {
  readonly url: string;
  /** For logs and metrics: URLs carry keys. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Calls that this provider may be asked, a batch of ten counts ten. */
  readonly budget?: BudgetOptions;
}
export interface RpcClientOptions {
  /** In order of preference. */
  readonly providers: readonly ProviderOptions[];
  /** Of one HTTP request. Default 4,000. */
  readonly timeoutMs?: number;
  /** Calls in one HTTP request. Default 50. */
  readonly maxBatch?: number;
  /** Failures in a row that open a provider's breaker, and how long it stays open. Defaults 3 and 15,000. */
  readonly breakAfter?: number;
  readonly breakMs?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}
export type RpcFailure = "rpc-error" | "unavailable" | "over-budget" | "aborted";
/** The answer of a call; failures are values, because a validation that fails is not an error of its caller. */
export type RpcOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: RpcFailure; readonly message: string };
export interface RpcStats {
  readonly provider: string;
  readonly requests: number;
  readonly calls: number;
  readonly failures: number;
  readonly isOpen: boolean;
}

interface Pending {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
  readonly settle: (outcome: RpcOutcome) => void;
}
interface Provider {
  readonly options: ProviderOptions;
  readonly breaker: CircuitBreakerPolicy;
  readonly budget: Budget;
  requests: number;
  calls: number;
  failures: number;
}
interface RpcAnswer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly message?: string };
}

const DEFAULT_TIMEOUT_MS = 4000;
const DEFAULT_MAX_BATCH = 50;
const DEFAULT_BREAK_AFTER = 3;
const DEFAULT_BREAK_MS = 15_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** "Limit exceeded" of EIP-1474 and Solana's "node is behind": another provider may do better. */
const PROVIDER_ERRORS: ReadonlySet<number> = new Set([-32005, -32016, -32603, 429]);

/**
 * JSON-RPC over HTTP: the calls of one turn of the event loop go in one batch, to the first provider that is within its
 * budget and not broken; when it fails, to the next. A provider that does not take batches is asked call by call.
 */
export class RpcClient {
  readonly #providers: readonly Provider[];
  readonly #timeoutMs: number;
  readonly #maxBatch: number;
  readonly #fetch: typeof fetch;
  readonly #closed = new AbortController();
  #pending: Pending[] = [];
  #nextId = 1;

  constructor(options: RpcClientOptions) {
    const clock = options.clock ?? systemClock;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#maxBatch = options.maxBatch ?? DEFAULT_MAX_BATCH;
    this.#fetch = options.fetch ?? fetch;
    this.#providers = options.providers.map((provider) => ({
      options: provider,
      breaker: circuitBreaker(handleAll, {
        halfOpenAfter: options.breakMs ?? DEFAULT_BREAK_MS,
        breaker: new ConsecutiveBreaker(options.breakAfter ?? DEFAULT_BREAK_AFTER),
      }),
      budget: new Budget(provider.budget ?? {}, clock),
      requests: 0,
      calls: 0,
      failures: 0,
    }));
  }

  /** Never rejects. */
  call(method: string, params: readonly unknown[]): Promise<RpcOutcome> {
    const { promise, resolve } = Promise.withResolvers<RpcOutcome>();
    if (this.#closed.signal.aborted)
      return Promise.resolve({ ok: false, failure: "aborted", message: "the client is closed" });
    this.#pending.push({ id: this.#nextId++, method, params, settle: resolve });
    if (this.#pending.length === 1) setImmediate(() => this.#flush());
    return promise;
  }

  stats(): RpcStats[] {
    return this.#providers.map(({ options, requests, calls, failures, breaker }) => ({
      provider: options.name,
      requests,
      calls,
      failures,
      isOpen: breaker.state === CircuitState.Open,
    }));
  }

  /** Ends what is under way; later calls answer `aborted`. */
  close(): void {
    this.#closed.abort();
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (let at = 0; at < pending.length; at += this.#maxBatch) void this.#send(pending.slice(at, at + this.#maxBatch));
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    let left = batch;
    let failure: { failure: RpcFailure; message: string } = {
      failure: "unavailable",
      message: "no provider is configured",
    };
    for (const provider of this.#providers) {
      if (left.length === 0) return;
      if (!provider.budget.take(left.length)) {
        failure = { failure: "over-budget", message: `${provider.options.name} is over its budget` };
        continue;
      }
      try {
        left = await provider.breaker.execute(() => this.#ask(provider, left));
        failure = { failure: "unavailable", message: `${provider.options.name} cannot answer now` };
      } catch (error) {
        if (this.#closed.signal.aborted) failure = { failure: "aborted", message: "the client is closed" };
        else
          failure = {
            failure: "unavailable",
            message: `${provider.options.name}: ${isBrokenCircuitError(error) ? "its breaker is open" : messageOf(error)}`,
          };
      }
    }
    for (const { settle } of left) settle({ ok: false, ...failure });
  }

  /** Settles what the provider answers and returns what another should be asked. Throws when the provider itself failed. */
  async #ask(provider: Provider, batch: readonly Pending[]): Promise<Pending[]> {
    provider.requests++;
    provider.calls += batch.length;
    try {
      const answers = await this.#post(provider, batch);
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      const left = batch.filter((pending) => !settled(pending, byId.get(pending.id)));
      if (left.length === batch.length) throw new Error("none of the calls was answered");
      return left;
    } catch (error) {
      provider.failures++;
      throw error;
    }
  }

  async #post(provider: Provider, batch: readonly Pending[]): Promise<RpcAnswer[]> {
    const body = batch.map(({ id, method, params }) => ({ jsonrpc: "2.0", id, method, params }));
    const response = await this.#fetch(provider.options.url, {
      method: "POST",
      body: JSON.stringify(body.length === 1 ? body[0] : body),
      redirect: "error",
      headers: { "content-type": "application/json", ...provider.options.headers },
      signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#timeoutMs)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status}`);
    }
    const text = await readBounded(response);
    const parsed: unknown = JSON.parse(text);
    return (Array.isArray(parsed) ? parsed : [parsed]).filter(
      (answer): answer is RpcAnswer => typeof answer === "object" && answer !== null,
    );
  }
}

function settled({ settle }: Pending, answer: RpcAnswer | undefined): boolean {
  if (answer === undefined) return false;
  if (answer.error === undefined) {
    settle({ ok: true, value: answer.result });
    return true;
  }
  if (PROVIDER_ERRORS.has(answer.error.code ?? 0)) return false;
  settle({
    ok: false,
    failure: "rpc-error",
    message: answer.error.message ?? `error ${answer.error.code ?? "without code"}`,
  });
  return true;
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.name === "TimeoutError" ? "no answer in time" : error.message) : String(error);
}
