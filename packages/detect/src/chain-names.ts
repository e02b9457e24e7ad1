import type { ChainFamily } from "@telewire/contracts";

/** Chains by our name: family, the slugs that sites use in URLs (a number is an EVM chain id), the words people write. */
interface ChainRow {
  readonly family: ChainFamily;
  readonly slugs: readonly string[];
  /** Unmistakable as words. */
  readonly words: readonly string[];
  /** Also plain English: count only after "on", before "chain", in a label, as a hashtag or in capitals. */
  readonly weakWords?: readonly string[];
}

export const CHAIN_TABLE: Readonly<Record<string, ChainRow>> = {
  solana: {
    family: "solana",
    slugs: ["solana", "sol", "1399811149", "501", "900"],
    words: ["solana", "pumpfun", "raydium", "spl"],
    weakWords: ["sol"],
  },
  ethereum: {
    family: "evm",
    slugs: ["ethereum", "eth", "ether", "mainnet", "1"],
    words: ["ethereum", "erc20", "erc-20", "etherscan", "uniswap"],
    weakWords: ["eth", "ether"],
  },
  bsc: {
    family: "evm",
    slugs: ["bsc", "bnb", "binance", "bnbchain", "bnb-chain", "56"],
    words: ["bsc", "bep20", "bep-20", "bnbchain", "binance smart chain", "pancakeswap", "bscscan", "four.meme"],
    weakWords: ["bnb", "binance"],
  },
  base: {
    family: "evm",
    slugs: ["base", "8453"],
    words: ["basechain", "basescan", "aerodrome", "clanker"],
    weakWords: ["base"],
  },
  arbitrum: {
    family: "evm",
    slugs: ["arbitrum", "arb", "arbitrum-one", "42161"],
    words: ["arbitrum", "arbiscan", "camelot"],
    weakWords: ["arb"],
  },
  polygon: {
    family: "evm",
    slugs: ["polygon", "matic", "polygon_pos", "polygon-pos", "137"],
    words: ["polygon", "matic", "polygonscan", "quickswap"],
    weakWords: ["pol"],
  },
  optimism: { family: "evm", slugs: ["optimism", "op", "10"], words: ["optimism", "velodrome"], weakWords: ["op"] },
  avalanche: {
    family: "evm",
    slugs: ["avalanche", "avax", "avalanche-c", "43114"],
    words: ["avalanche", "avax", "snowtrace", "traderjoe"],
  },
  fantom: { family: "evm", slugs: ["fantom", "ftm", "250"], words: ["fantom", "ftm"] },
  sonic: { family: "evm", slugs: ["sonic", "146"], words: ["sonicscan"], weakWords: ["sonic"] },
  cronos: { family: "evm", slugs: ["cronos", "cro", "25"], words: ["cronos"] },
  blast: { family: "evm", slugs: ["blast", "81457"], words: ["blastscan"], weakWords: ["blast"] },
  linea: { family: "evm", slugs: ["linea", "59144"], words: ["linea", "lineascan"] },
  scroll: { family: "evm", slugs: ["scroll", "534352"], words: ["scrollscan"], weakWords: ["scroll"] },
  mantle: { family: "evm", slugs: ["mantle", "5000"], words: ["mantlescan"], weakWords: ["mantle"] },
  zksync: { family: "evm", slugs: ["zksync", "era", "324"], words: ["zksync", "zk sync"] },
  pulsechain: { family: "evm", slugs: ["pulsechain", "pulse", "369"], words: ["pulsechain", "pulsex"] },
  berachain: {
    family: "evm",
    slugs: ["berachain", "bera", "80094"],
    words: ["berachain", "berascan"],
    weakWords: ["bera"],
  },
  hyperevm: { family: "evm", slugs: ["hyperevm", "hyperliquid", "999"], words: ["hyperevm", "hyperliquid"] },
  abstract: { family: "evm", slugs: ["abstract", "2741"], words: ["abscan"], weakWords: ["abstract"] },
  unichain: { family: "evm", slugs: ["unichain", "130"], words: ["unichain"] },
  worldchain: { family: "evm", slugs: ["worldchain", "world", "480"], words: ["worldchain", "world chain"] },
  monad: { family: "evm", slugs: ["monad", "143"], words: ["monad"] },
  gnosis: { family: "evm", slugs: ["gnosis", "xdai", "100"], words: ["gnosis chain"], weakWords: ["gnosis"] },
  celo: { family: "evm", slugs: ["celo", "42220"], words: ["celoscan"], weakWords: ["celo"] },
  kaia: { family: "evm", slugs: ["kaia", "klaytn", "8217"], words: ["klaytn", "kaia"] },
  robinhood: { family: "evm", slugs: ["robinhood"], words: ["robinhood chain"] },
  plasma: { family: "evm", slugs: ["plasma", "9745"], words: ["plasmascan"], weakWords: ["plasma"] },
  tron: {
    family: "tron",
    slugs: ["tron", "trx", "195"],
    words: ["tron", "trc20", "trc-20", "tronscan", "sunpump"],
    weakWords: ["trx"],
  },
  ton: {
    family: "ton",
    slugs: ["ton", "607"],
    words: ["jetton", "tonviewer", "tonscan", "ston.fi", "dedust"],
    weakWords: ["ton"],
  },
  sui: {
    family: "sui",
    slugs: ["sui", "sui-network", "784"],
    words: ["suiscan", "suivision", "cetus"],
    weakWords: ["sui"],
  },
  aptos: {
    family: "aptos",
    slugs: ["aptos", "apt", "637"],
    words: ["aptos", "aptoscan", "liquidswap"],
    weakWords: ["apt"],
  },
};

const bySlug = new Map<string, string>();
for (const [chain, row] of Object.entries(CHAIN_TABLE)) for (const slug of row.slugs) bySlug.set(slug, chain);

/** Chain named by a slug or chain id of a URL. */
export function chainOfSlug(slug: string): string | undefined {
  return bySlug.get(slug.toLowerCase());
}

export function familyOf(chain: string): ChainFamily | undefined {
  return CHAIN_TABLE[chain]?.family;
}

/** EVM chains by how often calls are on them: what an address of unknown chain is offered as. */
export const EVM_CANDIDATES: readonly string[] = ["ethereum", "base", "bsc", "arbitrum", "polygon"];
