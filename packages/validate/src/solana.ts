import { base64 } from "@scure/base";
import type { ChainFacts, ChainProvider, FactsOutcome, TokenFacts } from "./facts.ts";
import type { RpcClient } from "./rpc-client.ts";
import {
  METAPLEX_METADATA,
  WORMHOLE_TOKEN_BRIDGE,
  besideMint,
  readMetaplex,
  readWrappedMeta,
} from "./solana-origin.ts";
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

/** Facts of Solana addresses: those asked in one turn go in one `getMultipleAccounts`, what stands beside their mints in another. */
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
    const answer = await this.#accounts(asked.map(({ address }) => address));
    if (typeof answer === "string") {
      for (const { settle } of asked) settle({ ok: false, reason: answer });
      return;
    }
    const found = asked.map(({ address }, index) => describe(address, answer[index]));
    const besides = await this.#besides(found.flatMap((facts) => facts?.token?.address ?? []));
    asked.forEach(({ settle }, index) => {
      const facts = found[index];
      const token = facts?.token;
      if (facts === undefined) settle({ ok: false, reason: "rpc-malformed" });
      else if (token === undefined) settle({ ok: true, facts });
      else settle({ ok: true, facts: { ...facts, token: { ...besides.get(token.address), ...token } } });
    });
  }

  /** What other programs keep of mints; none of what cannot be read. */
  async #besides(mints: readonly string[]): Promise<ReadonlyMap<string, Partial<TokenFacts>>> {
    const besides = new Map<string, Partial<TokenFacts>>();
    for (let at = 0; at < mints.length; at += MAX_ACCOUNTS / 2) {
      const some = mints.slice(at, at + MAX_ACCOUNTS / 2);
      const accounts = await this.#accounts(some.flatMap((mint) => besideMint(mint)));
      if (typeof accounts === "string") continue;
      some.forEach((mint, index) => {
        const metadata = bytesOf(accounts[2 * index], METAPLEX_METADATA);
        const meta = bytesOf(accounts[2 * index + 1], WORMHOLE_TOKEN_BRIDGE);
        const bridgedFrom = meta === undefined ? undefined : readWrappedMeta(meta);
        besides.set(mint, {
          ...(metadata === undefined ? {} : readMetaplex(metadata)),
          ...(bridgedFrom === undefined ? {} : { bridgedFrom }),
        });
      });
    }
    return besides;
  }

  /** One answer an address; a reason when there is none. */
  async #accounts(addresses: readonly string[]): Promise<readonly unknown[] | string> {
    const outcome = await this.#rpc.call("getMultipleAccounts", [
      addresses,
      { encoding: "base64", commitment: "confirmed" },
    ]);
    if (!outcome.ok) return `rpc-${outcome.failure}`;
    const accounts = (outcome.value as { value?: unknown } | null)?.value;
    return Array.isArray(accounts) && accounts.length === addresses.length ? accounts : "rpc-malformed";
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

/** The data of an account that a program owns. */
function bytesOf(raw: unknown, program: string): Uint8Array | undefined {
  const { owner, data } = (raw ?? {}) as RawAccount;
  const encoded: unknown = Array.isArray(data) ? data[0] : undefined;
  return owner === program && typeof encoded === "string" ? decode(encoded) : undefined;
}

function decode(encoded: string): Uint8Array | undefined {
  try {
    return base64.decode(encoded);
  } catch {
    return undefined;
  }
}
