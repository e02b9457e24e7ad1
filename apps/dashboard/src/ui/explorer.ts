import type { DetectionEntry } from "@telewire/contracts";

const EVM_EXPLORERS: Readonly<Record<string, string>> = {
  ethereum: "https://etherscan.io/address/",
  bsc: "https://bscscan.com/address/",
  base: "https://basescan.org/address/",
  polygon: "https://polygonscan.com/address/",
  arbitrum: "https://arbiscan.io/address/",
  optimism: "https://optimistic.etherscan.io/address/",
  avalanche: "https://snowtrace.io/address/",
};
const EXPLORERS: Readonly<Record<DetectionEntry["family"], string>> = {
  solana: "https://solscan.io/account/",
  evm: "https://blockscan.com/address/",
  tron: "https://tronscan.org/#/address/",
  ton: "https://tonviewer.com/",
  sui: "https://suiscan.xyz/mainnet/coin/",
  aptos: "https://explorer.aptoslabs.com/account/",
};

/** Where a person looks an address up. */
export function explorerUrl({ family, chain, display }: DetectionEntry): string {
  const base = (chain === undefined ? undefined : EVM_EXPLORERS[chain]) ?? EXPLORERS[family];
  return base + encodeURIComponent(display);
}

/** A link of a message, when a browser may follow it. */
export function safeUrl(url: string): string | undefined {
  try {
    const { protocol } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? url : undefined;
  } catch {
    return undefined;
  }
}
