import { readAddress, readUint, selector } from "./evm-abi.ts";
import type { TokenFacts } from "./facts.ts";
import { wormholeOrigin } from "./wormhole.ts";

/** Where the bridges of a layer 2 keep the token that they mint for. */
const PARENTS: Readonly<Record<string, string>> = {
  arbitrum: "ethereum",
  base: "ethereum",
  blast: "ethereum",
  fraxtal: "ethereum",
  ink: "ethereum",
  mantle: "ethereum",
  mode: "ethereum",
  optimism: "ethereum",
  soneium: "ethereum",
  unichain: "ethereum",
  worldchain: "ethereum",
  zksync: "ethereum",
  opbnb: "bsc",
};

/** Getters by which bridged tokens name their origin, each with the contract that has it. */
const ON_A_LAYER_2 = [
  // OptimismMintableERC20 (ethereum-optimism/optimism, contracts-bedrock) and its predecessor L2StandardERC20.
  selector("remoteToken()"),
  selector("l1Token()"),
  // StandardArbERC20 (OffchainLabs/token-bridge-contracts), L2StandardERC20 of zkSync Era.
  selector("l1Address()"),
] as const;
/** TokenImplementation of Wormhole's token bridge (wormhole-foundation/wormhole, `ethereum/contracts/bridge/token`). */
const WORMHOLE = [selector("chainId()"), selector("nativeContract()")] as const;

/** What to ask a token on a chain about its origin. */
export function originCalls(chain: string): readonly string[] {
  return PARENTS[chain] === undefined ? WORMHOLE : [...WORMHOLE, ...ON_A_LAYER_2];
}

/** What the answers to `originCalls` name, in their order. */
export function originOf(chain: string, answers: readonly unknown[]): TokenFacts["bridgedFrom"] {
  const [chainId, native, ...layer1] = answers;
  const address = layer1.map((answer) => readAddress(answer)).find((found) => typeof found === "string");
  const parent = PARENTS[chain];
  if (address !== undefined && address !== null && parent !== undefined) return { chain: parent, address };
  const [id, word] = [readUint(chainId), readUint(native)];
  if (id === undefined || id > 0xffffn || word === undefined || word === 0n) return undefined;
  const digits = word.toString(16).padStart(64, "0");
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const origin = wormholeOrigin(Number(id), bytes);
  return origin?.chain === chain ? undefined : origin;
}
