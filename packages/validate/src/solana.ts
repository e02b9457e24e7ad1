import { base64 } from "@scure/base";
import type { ChainFacts, ChainProvider, FactsOutcome } from "./facts.ts";
import type { RpcClient } from "./rpc-client.ts";
import { SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, readMint, readPool } from "./solana-layouts.ts";

export interface SolanaProviderOptions {
  readonly rpc: RpcClient;
  readonly chain?: string;
}

/** Solana's own limit for `getMultipleAccounts`. */
const MAX_ACCOUNTS = 100;

interface Asked {
  readonly address: string;
  readonly settle: (outcome: FactsOutcome) => void;
}

/** Facts of Solana addresses: those asked in one turn go in one `getMultipleAccounts`. */
export class SolanaProvider implements ChainProvider {
  readonly family = "solana";
  readonly chain: string;
  readonly #rpc: RpcClient;
  #asked: Asked[] = [];

  constructor({ rpc, chain = "solana" }: SolanaProviderOptions) {
    this.chain = chain;
    this.#rpc = rpc;
  }

  close(): void {
    this.#rpc.close();
  }

  facts(address: string): Promise<FactsOutcome> {
    const { promise, resolve } = Promise.withResolvers<FactsOutcome>();
    this.#asked.push({ address, settle: resolve });
    if (this.#asked.length === 1) setImmediate(() => this.#flush());
    return promise;
  }

  #flush(): void {
    const asked = this.#asked;
    this.#asked = [];
    for (let at = 0; at < asked.length; at += MAX_ACCOUNTS) void this.#fetch(asked.slice(at, at + MAX_ACCOUNTS));
  }

  async #fetch(asked: readonly Asked[]): Promise<void> {
    const outcome = await this.#rpc.call("getMultipleAccounts", [
      asked.map(({ address }) => address),
      { encoding: "base64", commitment: "confirmed" },
    ]);
    const accounts = outcome.ok ? (outcome.value as { value?: unknown } | null)?.value : undefined;
    const reason = outcome.ok ? "rpc-malformed" : `rpc-${outcome.failure}`;
    asked.forEach(({ address, settle }, index) => {
      const facts =
        Array.isArray(accounts) && accounts.length === asked.length ? describe(address, accounts[index]) : undefined;
      settle(facts === undefined ? { ok: false, reason } : { ok: true, facts });
    });
  }
}

interface RawAccount {
  readonly owner?: unknown;
  readonly executable?: unknown;
  readonly data?: unknown;
}

function describe(address: string, raw: unknown): ChainFacts | undefined {
  if (raw === null) return { kind: "empty", reasons: ["no-account"] };
  const { owner, executable, data } = raw as RawAccount;
  const encoded: unknown = Array.isArray(data) ? data[0] : undefined;
  if (typeof owner !== "string" || typeof encoded !== "string") return undefined;
  if (executable === true) return { kind: "program", reasons: ["executable"] };
  const bytes = decode(encoded);
  if (bytes === undefined) return undefined;
  const token = readMint(address, owner, bytes);
  if (token !== undefined) return { kind: "token", token, reasons: ["mint-layout"] };
  if (owner === TOKEN_PROGRAM || owner === TOKEN_2022_PROGRAM)
    return { kind: "tokenAccount", reasons: ["token-program-account"] };
  const pool = readPool(owner, bytes);
  if (pool !== undefined) return { kind: "pool", pool, reasons: ["pool-layout"] };
  if (owner === SYSTEM_PROGRAM) return { kind: "wallet", reasons: ["system-account"] };
  return { kind: "other", reasons: ["program-account"] };
}

function decode(encoded: string): Uint8Array | undefined {
  try {
    return base64.decode(encoded);
  } catch {
    return undefined;
  }
}
