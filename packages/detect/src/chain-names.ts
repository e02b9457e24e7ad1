import type { ChainFamily } from "@telewire/contracts";
import type { ChainNames } from "./chains/chain-detector.ts";
import { CHAINS } from "./chains/registry.ts";

interface ChainRow extends ChainNames {
  readonly family: ChainFamily;
}

/** Chains of the EVM by our name: what sites and people call them. */
const EVM_CHAINS: Readonly<Record<string, ChainNames>> = {
  ethereum: {
    slugs: ["ethereum", "eth", "ether", "mainnet", "1"],
    words: ["ethereum", "erc20", "erc-20", "etherscan", "mainnet eth", "eth mainnet"],
    dexes: ["uniswap"],
    weakWords: ["eth", "ether"],
  },
  bsc: {
    slugs: ["bsc", "bnb", "binance", "bnbchain", "bnb-chain", "56"],
    words: [
      "bsc",
      "bep20",
      "bep-20",
      "bnbchain",
      "bnb smart",
      "smart chain",
      "bnbsmartchain",
      "poocoin",
      "binancesmartchain",
      "bscscan",
      "four.meme",
    ],
    dexes: ["pancakeswap", "pancake"],
    weakWords: ["bnb", "binance"],
  },
  base: {
    slugs: ["base", "8453"],
    words: ["basechain", "basescan", "clanker"],
    dexes: ["aerodrome"],
    weakWords: ["base"],
  },
  arbitrum: {
    slugs: ["arbitrum", "arb", "arbitrum-one", "42161"],
    words: ["arbitrum", "arbitrum one", "arbiscan"],
    dexes: ["camelot"],
    weakWords: ["arb", "arb1"],
  },
  polygon: {
    slugs: ["polygon", "matic", "polygon_pos", "polygon-pos", "137"],
    words: ["polygon", "matic", "polygonscan"],
    dexes: ["quickswap"],
    weakWords: ["pol"],
  },
  optimism: {
    slugs: ["optimism", "op", "10"],
    words: ["optimism", "op mainnet", "oeth"],
    weakWords: ["op"],
    dexes: ["velodrome"],
  },
  avalanche: {
    slugs: ["avalanche", "avax", "avalanche-c", "43114"],
    words: ["avalanche", "avax", "avalanche c", "avalanchecchain", "snowtrace"],
    dexes: ["traderjoe"],
  },
  fantom: { slugs: ["fantom", "ftm", "250"], words: ["fantom", "ftm"] },
  sonic: { slugs: ["sonic", "146"], words: ["sonicscan"], weakWords: ["sonic"] },
  cronos: { slugs: ["cronos", "cro", "25"], words: ["cronos"], plainWords: ["cro"] },
  blast: { slugs: ["blast", "81457"], words: ["blastscan"], weakWords: ["blast"] },
  linea: { slugs: ["linea", "59144"], words: ["linea", "lineascan"] },
  scroll: { slugs: ["scroll", "534352"], words: ["scrollscan"], weakWords: ["scroll"] },
  mantle: {
    slugs: ["mantle", "5000"],
    words: ["mantlescan"],
    weakWords: ["mantle"],
    plainWords: ["mnt"],
  },
  zksync: { slugs: ["zksync", "era", "324"], words: ["zksync", "zk sync", "zksync era"] },
  pulsechain: {
    slugs: ["pulsechain", "pulse", "369"],
    words: ["pulsechain", "pulsex"],
    plainWords: ["pls"],
  },
  berachain: {
    slugs: ["berachain", "bera", "80094"],
    words: ["berachain", "berascan"],
    weakWords: ["bera"],
  },
  hyperevm: {
    slugs: ["hyperevm", "hyperliquid", "999"],
    words: ["hyperevm", "hyperliquid", "hyper evm"],
    plainWords: ["hype"],
  },
  abstract: { slugs: ["abstract", "2741"], words: ["abscan"], weakWords: ["abstract"] },
  unichain: { slugs: ["unichain", "130"], words: ["unichain"] },
  worldchain: { slugs: ["worldchain", "world", "480"], words: ["worldchain", "world chain"] },
  monad: { slugs: ["monad", "143"], words: ["monad"], plainWords: ["mon"] },
  gnosis: { slugs: ["gnosis", "xdai", "100"], words: ["gnosis chain", "xdai"], weakWords: ["gnosis"] },
  celo: { slugs: ["celo", "42220"], words: ["celoscan"], weakWords: ["celo"] },
  kaia: { slugs: ["kaia", "klaytn", "8217"], words: ["klaytn", "kaia"] },
  robinhood: { slugs: ["robinhood"], words: ["robinhood chain"], plainWords: ["robinhood"] },
  plasma: {
    slugs: ["plasma", "9745"],
    words: ["plasmascan"],
    weakWords: ["plasma"],
    plainWords: ["xpl"],
  },
  ink: { slugs: ["ink", "inkchain", "57073"], words: ["inkchain", "inkonchain"], plainWords: ["ink"] },
  sei: {
    slugs: ["sei", "seiv2", "sei-evm", "1329"],
    words: ["seitrace", "sei evm"],
    plainWords: ["sei"],
  },
  apechain: { slugs: ["apechain", "ape", "33139"], words: ["apechain", "apescan"] },
  mode: { slugs: ["mode", "34443"], words: ["modescan"], plainWords: ["mode"] },
  metis: { slugs: ["metis", "1088"], words: ["metis", "andromeda"] },
  moonbeam: { slugs: ["moonbeam", "glmr", "1284"], words: ["moonbeam"] },
  moonriver: { slugs: ["moonriver", "movr", "1285"], words: ["moonriver"] },
  opbnb: { slugs: ["opbnb", "204"], words: ["opbnb"] },
  manta: { slugs: ["manta", "manta-pacific", "169"], words: ["manta pacific"], plainWords: ["manta"] },
  taiko: { slugs: ["taiko", "167000"], words: ["taiko"] },
  fraxtal: { slugs: ["fraxtal", "frax", "252"], words: ["fraxtal"] },
  soneium: { slugs: ["soneium", "1868"], words: ["soneium"] },
  ronin: { slugs: ["ronin", "2020"], words: ["roninchain"], plainWords: ["ronin"] },
  story: { slugs: ["story", "1514"], words: ["storyscan", "story protocol"], plainWords: ["story"] },
  zora: { slugs: ["zora", "7777777"], words: ["zora network"], plainWords: ["zora"] },
  degenchain: { slugs: ["degenchain", "666666666"], words: ["degenchain", "degen chain"] },
  core: { slugs: ["core", "coredao", "1116"], words: ["coredao", "core dao"], plainWords: ["core"] },
  aurora: { slugs: ["aurora", "1313161554"], words: ["aurorascan"], plainWords: ["aurora"] },
  harmony: { slugs: ["harmony", "1666600000"], words: ["harmony one"], plainWords: ["harmony"] },
  boba: { slugs: ["boba", "288"], words: ["boba network"], plainWords: ["boba"] },
  canto: { slugs: ["canto", "7700"], words: [], plainWords: ["canto"] },
  evmos: { slugs: ["evmos", "9001"], words: ["evmos"] },
  kava: { slugs: ["kava", "2222"], words: [], plainWords: ["kava"] },
  "polygon-zkevm": {
    slugs: ["polygon-zkevm", "polygonzkevm", "zkevm", "1101"],
    words: ["polygon zkevm", "polygonzkevm"],
  },
  "arbitrum-nova": { slugs: ["arbitrum-nova", "arbitrumnova", "42170"], words: ["arbitrum nova"] },
  bob: { slugs: ["bob", "60808"], words: ["gobob"], plainWords: ["bob"] },
  merlin: { slugs: ["merlin", "4200"], words: ["merlin chain"], plainWords: ["merlin"] },
  shibarium: { slugs: ["shibarium", "109"], words: ["shibarium", "shibariumscan"] },
  flare: { slugs: ["flare", "14"], words: ["flare network"], plainWords: ["flare"] },
  filecoin: { slugs: ["filecoin", "314"], words: ["filecoin"] },
  xlayer: { slugs: ["xlayer", "x-layer", "196"], words: ["xlayer", "x layer"] },
  lens: { slugs: ["lens", "232"], words: ["lenscan", "lens chain"], plainWords: ["lens"] },
  katana: { slugs: ["katana", "747474"], words: ["katanascan"], plainWords: ["katana"] },
  zircuit: { slugs: ["zircuit", "48900"], words: ["zircuit"] },
  swellchain: { slugs: ["swellchain", "1923"], words: ["swellchain"] },
  megaeth: { slugs: ["megaeth", "4326"], words: ["megaeth", "mega eth"] },
  somnia: { slugs: ["somnia", "5031"], words: ["somnia"] },
  hemi: { slugs: ["hemi", "43111"], words: ["hemi network"], plainWords: ["hemi"] },
  "0g": { slugs: ["0g", "16661"], words: ["0g"] },
  dogechain: { slugs: ["dogechain", "2000"], words: ["dogechain"] },
  ethereumpow: { slugs: ["ethereumpow", "ethw", "10001"], words: ["ethereumpow", "ethw"] },
  "ethereum-classic": { slugs: ["ethereum-classic", "etc", "61"], words: ["ethereum classic"] },
  oktc: { slugs: ["oktc", "okc", "66"], words: ["oktc", "okc"] },
  heco: { slugs: ["heco", "128"], words: ["heco"] },
  etherlink: { slugs: ["etherlink", "42793"], words: ["etherlink"] },
  immutable: { slugs: ["immutable", "imx", "13371"], words: ["immutable zkevm", "imx"] },
  "flow-evm": { slugs: ["flow-evm", "flowevm", "747"], words: ["flow evm", "flowevm"] },
  iotex: { slugs: ["iotex", "4689"], words: ["iotex"] },
  conflux: { slugs: ["conflux", "cfx", "1030"], words: ["conflux"] },
};

/** All chains by our name: those of the EVM, and one for each other family, from its own file. */
export const CHAIN_TABLE: Readonly<Record<string, ChainRow>> = chainTable();

function chainTable(): Record<string, ChainRow> {
  const table: Record<string, ChainRow> = {};
  for (const [name, names] of Object.entries(EVM_CHAINS)) table[name] = { family: "evm", ...names };
  for (const { family, names } of CHAINS) if (names !== undefined) table[family] = { family, ...names };
  return table;
}

/** Names of EVM chains in other scripts: beginnings or parts of words. */
export const CHAIN_STEMS: readonly (readonly [string, "strong" | "weak", string])[] = [
  [
    "ethereum",
    "strong",
    "以太坊 эфириум этериум ефіріум 이더리움 イーサリアム एथेरियम इथेरियम اتریوم إيثيريوم الإيثريوم ایتریوم อีเธอเรียม",
  ],
  ["ethereum", "weak", "эфире эфира эфир"],
  ["bsc", "strong", "币安智能链 币安链 幣安智能鏈 币安智能 バイナンススマート"],
  ["bsc", "weak", "币安 бинанс бинанц 바이낸스 バイナンス बाइनेंस بایننس باينانس بينانس"],
  ["arbitrum", "strong", "арбитрум 아비트럼 アービトラム آربیتروم أربيتروم"],
  ["polygon", "weak", "полигон 폴리곤 ポリゴン پالیگان بوليغون"],
  ["avalanche", "strong", "аваланч авакс 아발란체 アバランチ آوالانچ"],
  ["base", "weak", "베이스 بیس"],
];

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
