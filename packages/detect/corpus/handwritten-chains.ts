import { E, F, M, P, evm, found, nothing, sol } from "./drafts.ts";
import type { Draft } from "./item.ts";

const NAMES: readonly (readonly [string, string])[] = [
  ["Ink", "ink"],
  ["Sei", "sei"],
  ["ApeChain", "apechain"],
  ["opBNB", "opbnb"],
  ["Polygon zkEVM", "polygon-zkevm"],
  ["Arbitrum Nova", "arbitrum-nova"],
  ["OP Mainnet", "optimism"],
  ["HYPE", "hyperevm"],
  ["Story", "story"],
  ["X Layer", "xlayer"],
  ["Ethereum Classic", "ethereum-classic"],
];

/** Chains by number, by name, by the name of a site; and words that only look like their names. */
export const CHAINS: readonly Draft[] = [
  ...NAMES.flatMap(([name, chain]) => [
    found(`Chain: ${name}\nCA: ${E}`, evm(E, "token", chain)),
    found(`new gem on ${name} chain\n${E}`, evm(E, "token", chain)),
    found(`${E} (${name})`, evm(E, "token", chain)),
  ]),
  ...(
    [
      ["روی بایننس اسمارت چین", "bsc"],
      ["币安智能链", "bsc"],
      ["BSC链上", "bsc"],
      ["base链土狗", "base"],
      ["以太坊", "ethereum"],
      ["эфириум", "ethereum"],
      ["이더리움", "ethereum"],
      ["イーサリアム", "ethereum"],
      ["اتریوم", "ethereum"],
      ["арбитрум", "arbitrum"],
    ] as const
  ).map(([name, chain]) => found(`${name} ${E}`, evm(E, "token", chain))),
  found(`#BinanceSmartChain ${E}`, evm(E, "token", "bsc")),
  found(`#ArbitrumOne ${E}`, evm(E, "token", "arbitrum")),
  found(`eip155:8453/erc20:${E}`, evm(E, "token", "base")),
  found(`eip155:56:${E}`, evm(E, "token", "bsc")),
  found(`ethereum:${E}@8453`, evm(E, "token", "base")),
  found(`chainId 8453 ${E}`, evm(E, "token", "base")),
  found(`${E} (chainId: 42161)`, evm(E, "token", "arbitrum")),
  found(`├ ${E}\n└ #BASE (Uniswap V3) | 🌱3m`, evm(E, "token", "base")),
  found(`uniswap launch\n${E}`, evm(E, "token", "ethereum")),
  found(`https://soneium.blockscout.com/token/${E}`, evm(E, "token", "soneium")),
  found(`https://taikoscan.io/token/${E}`, evm(E, "token", "taiko")),
  found(`https://opbnb.bscscan.com/token/${E}`, evm(E, "token", "opbnb")),
  found(`https://photon-blast.tinyastro.io/en/lp/${E}`, evm(E, "pool", "blast")),
  found(`https://routescan.io/token/${E}?chainid=43114`, evm(E, "token", "avalanche")),
  found(`https://opensea.io/${E}`, evm(E, "wallet")),
  found(`https://app.odos.xyz/swap/8453/ETH/${E}`, evm(E, "token", "base")),
  found(`https://www.google.com/search?q=${M}`, sol(M)),
  found(`https://bonkbot_bot.t.me/?start=ref_bob_ca_${P}`, sol(P, "bot")),
  found(`base: ${E}\narb: ${F}`, evm(E, "token", "base"), evm(F, "token", "arbitrum")),
  nothing("the core team is in story mode, base camp and a blast of ink on a scroll"),
];
