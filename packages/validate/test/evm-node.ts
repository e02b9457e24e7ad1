/** A real EVM node (ganache) on a free port, and contracts compiled by the real compiler deployed on it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { selector } from "../src/evm-abi.ts";

const require = createRequire(import.meta.url);

interface Ganache {
  server(options: object): {
    listen(port: number, host: string): Promise<void>;
    close(): Promise<void>;
    address(): { port: number };
  };
}
interface Artifact {
  readonly evm: { readonly bytecode: { readonly object: string } };
}

export interface EvmNode extends AsyncDisposable {
  readonly url: string;
  readonly account: string;
  rpc(method: string, params: readonly unknown[]): Promise<unknown>;
  deploy(contract: string, ...words: string[]): Promise<string>;
  send(to: string, data: string): Promise<{ readonly logs: readonly { readonly data: string }[] }>;
}

export async function startEvmNode(): Promise<EvmNode> {
  const ganache = require("ganache") as Ganache;
  const server = ganache.server({
    logging: { quiet: true },
    wallet: { deterministic: true, totalAccounts: 2 },
    chain: { hardfork: "shanghai" },
  });
  await server.listen(0, "127.0.0.1");
  const url = `http://127.0.0.1:${server.address().port}`;
  const artifacts = compile();
  const rpc = async (method: string, params: readonly unknown[]) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(error.message);
    return result;
  };
  const [account] = (await rpc("eth_accounts", [])) as [string];
  const transact = async (transaction: object) => {
    const hash = await rpc("eth_sendTransaction", [{ from: account, gas: "0x5b8d80", ...transaction }]);
    return (await rpc("eth_getTransactionReceipt", [hash])) as { contractAddress: string; logs: { data: string }[] };
  };
  return {
    url,
    account,
    rpc,
    deploy: async (contract, ...words) =>
      (await transact({ data: `0x${artifacts[contract]!.evm.bytecode.object}${words.join("")}` })).contractAddress,
    send: (to, data) => transact({ to, data }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function compile(): Readonly<Record<string, Artifact>> {
  const solc = require("solc") as { compile(input: string): string };
  const source = readFileSync(new URL("contracts.sol", import.meta.url), "utf8");
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: { "contracts.sol": { content: source } },
        settings: {
          evmVersion: "shanghai",
          optimizer: { enabled: true, runs: 1 },
          outputSelection: { "*": { "*": ["evm.bytecode.object"] } },
        },
      }),
    ),
  ) as {
    errors?: { severity: string; formattedMessage: string }[];
    contracts: Record<string, Record<string, Artifact>>;
  };
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return output.contracts["contracts.sol"]!;
}

export function word(value: string | number | bigint): string {
  return typeof value === "string"
    ? value.slice(2).toLowerCase().padStart(64, "0")
    : value.toString(16).padStart(64, "0");
}

/** Arguments of `Token`'s constructor: two strings, a small number and a large one. */
export function tokenArguments(name: string, symbol: string, decimals: number, supply: bigint): string {
  const text = (value: string) => word(value.length) + Buffer.from(value).toString("hex").padEnd(64, "0");
  return word(128) + word(192) + word(decimals) + word(supply) + text(name) + text(symbol);
}

export const call = (signature: string, ...words: string[]) => selector(signature) + words.join("");

export function poolIdOf(one: string, two: string): string {
  const bytes = Buffer.from(word(one) + word(two) + word(3000) + word(60) + word(0), "hex");
  return `0x${Buffer.from(keccak_256(bytes)).toString("hex")}`;
}
