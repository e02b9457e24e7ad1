import type { ChainFamily } from "@telewire/contracts";

/** Chains by our name: family, the slugs that sites use in URLs (a number is an EVM chain id), the words people write. */
interface ChainRow {
  readonly family: ChainFamily;
  readonly slugs: readonly string[];
  /** Unmistakable as words. */
  readonly words: readonly string[];
  /** Also plain English: count only after "on", before "chain", in a label, as a hashtag or in capitals. */
  readonly weakWords?: readonly string[];
  /** So common as words that they count only where a phrase makes them a chain, or right at the address, with a capital. */
  readonly plainWords?: readonly string[];
  /** Exchanges at home on it, found on others too: asked only when a message names no chain. */
  readonly dexes?: readonly string[];
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
    words: ["ethereum", "erc20", "erc-20", "etherscan", "mainnet eth", "eth mainnet"],
    dexes: ["uniswap"],
    weakWords: ["eth", "ether"],
  },
  bsc: {
    family: "evm",
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
    family: "evm",
    slugs: ["base", "8453"],
    words: ["basechain", "basescan", "clanker"],
    dexes: ["aerodrome"],
    weakWords: ["base"],
  },
  arbitrum: {
    family: "evm",
    slugs: ["arbitrum", "arb", "arbitrum-one", "42161"],
    words: ["arbitrum", "arbitrum one", "arbiscan"],
    dexes: ["camelot"],
    weakWords: ["arb", "arb1"],
  },
  polygon: {
    family: "evm",
    slugs: ["polygon", "matic", "polygon_pos", "polygon-pos", "137"],
    words: ["polygon", "matic", "polygonscan"],
    dexes: ["quickswap"],
    weakWords: ["pol"],
  },
  optimism: {
    family: "evm",
    slugs: ["optimism", "op", "10"],
    words: ["optimism", "op mainnet", "oeth"],
    weakWords: ["op"],
    dexes: ["velodrome"],
  },
  avalanche: {
    family: "evm",
    slugs: ["avalanche", "avax", "avalanche-c", "43114"],
    words: ["avalanche", "avax", "avalanche c", "avalanchecchain", "snowtrace"],
    dexes: ["traderjoe"],
  },
  fantom: { family: "evm", slugs: ["fantom", "ftm", "250"], words: ["fantom", "ftm"] },
  sonic: { family: "evm", slugs: ["sonic", "146"], words: ["sonicscan"], weakWords: ["sonic"] },
  cronos: { family: "evm", slugs: ["cronos", "cro", "25"], words: ["cronos"], plainWords: ["cro"] },
  blast: { family: "evm", slugs: ["blast", "81457"], words: ["blastscan"], weakWords: ["blast"] },
  linea: { family: "evm", slugs: ["linea", "59144"], words: ["linea", "lineascan"] },
  scroll: { family: "evm", slugs: ["scroll", "534352"], words: ["scrollscan"], weakWords: ["scroll"] },
  mantle: {
    family: "evm",
    slugs: ["mantle", "5000"],
    words: ["mantlescan"],
    weakWords: ["mantle"],
    plainWords: ["mnt"],
  },
  zksync: { family: "evm", slugs: ["zksync", "era", "324"], words: ["zksync", "zk sync", "zksync era"] },
  pulsechain: {
    family: "evm",
    slugs: ["pulsechain", "pulse", "369"],
    words: ["pulsechain", "pulsex"],
    plainWords: ["pls"],
  },
  berachain: {
    family: "evm",
    slugs: ["berachain", "bera", "80094"],
    words: ["berachain", "berascan"],
    weakWords: ["bera"],
  },
  hyperevm: {
    family: "evm",
    slugs: ["hyperevm", "hyperliquid", "999"],
    words: ["hyperevm", "hyperliquid", "hyper evm"],
    plainWords: ["hype"],
  },
  abstract: { family: "evm", slugs: ["abstract", "2741"], words: ["abscan"], weakWords: ["abstract"] },
  unichain: { family: "evm", slugs: ["unichain", "130"], words: ["unichain"] },
  worldchain: { family: "evm", slugs: ["worldchain", "world", "480"], words: ["worldchain", "world chain"] },
  monad: { family: "evm", slugs: ["monad", "143"], words: ["monad"], plainWords: ["mon"] },
  gnosis: { family: "evm", slugs: ["gnosis", "xdai", "100"], words: ["gnosis chain", "xdai"], weakWords: ["gnosis"] },
  celo: { family: "evm", slugs: ["celo", "42220"], words: ["celoscan"], weakWords: ["celo"] },
  kaia: { family: "evm", slugs: ["kaia", "klaytn", "8217"], words: ["klaytn", "kaia"] },
  robinhood: { family: "evm", slugs: ["robinhood"], words: ["robinhood chain"], plainWords: ["robinhood"] },
  plasma: {
    family: "evm",
    slugs: ["plasma", "9745"],
    words: ["plasmascan"],
    weakWords: ["plasma"],
    plainWords: ["xpl"],
  },
  ink: { family: "evm", slugs: ["ink", "inkchain", "57073"], words: ["inkchain", "inkonchain"], plainWords: ["ink"] },
  sei: {
    family: "evm",
    slugs: ["sei", "seiv2", "sei-evm", "1329"],
    words: ["seitrace", "sei evm"],
    plainWords: ["sei"],
  },
  apechain: { family: "evm", slugs: ["apechain", "ape", "33139"], words: ["apechain", "apescan"] },
  mode: { family: "evm", slugs: ["mode", "34443"], words: ["modescan"], plainWords: ["mode"] },
  metis: { family: "evm", slugs: ["metis", "1088"], words: ["metis", "andromeda"] },
  moonbeam: { family: "evm", slugs: ["moonbeam", "glmr", "1284"], words: ["moonbeam"] },
  moonriver: { family: "evm", slugs: ["moonriver", "movr", "1285"], words: ["moonriver"] },
  opbnb: { family: "evm", slugs: ["opbnb", "204"], words: ["opbnb"] },
  manta: { family: "evm", slugs: ["manta", "manta-pacific", "169"], words: ["manta pacific"], plainWords: ["manta"] },
  taiko: { family: "evm", slugs: ["taiko", "167000"], words: ["taiko"] },
  fraxtal: { family: "evm", slugs: ["fraxtal", "frax", "252"], words: ["fraxtal"] },
  soneium: { family: "evm", slugs: ["soneium", "1868"], words: ["soneium"] },
  ronin: { family: "evm", slugs: ["ronin", "2020"], words: ["roninchain"], plainWords: ["ronin"] },
  story: { family: "evm", slugs: ["story", "1514"], words: ["storyscan", "story protocol"], plainWords: ["story"] },
  zora: { family: "evm", slugs: ["zora", "7777777"], words: ["zora network"], plainWords: ["zora"] },
  degenchain: { family: "evm", slugs: ["degenchain", "666666666"], words: ["degenchain", "degen chain"] },
  core: { family: "evm", slugs: ["core", "coredao", "1116"], words: ["coredao", "core dao"], plainWords: ["core"] },
  aurora: { family: "evm", slugs: ["aurora", "1313161554"], words: ["aurorascan"], plainWords: ["aurora"] },
  harmony: { family: "evm", slugs: ["harmony", "1666600000"], words: ["harmony one"], plainWords: ["harmony"] },
  boba: { family: "evm", slugs: ["boba", "288"], words: ["boba network"], plainWords: ["boba"] },
  canto: { family: "evm", slugs: ["canto", "7700"], words: [], plainWords: ["canto"] },
  evmos: { family: "evm", slugs: ["evmos", "9001"], words: ["evmos"] },
  kava: { family: "evm", slugs: ["kava", "2222"], words: [], plainWords: ["kava"] },
  "polygon-zkevm": {
    family: "evm",
    slugs: ["polygon-zkevm", "polygonzkevm", "zkevm", "1101"],
    words: ["polygon zkevm", "polygonzkevm"],
  },
  "arbitrum-nova": { family: "evm", slugs: ["arbitrum-nova", "arbitrumnova", "42170"], words: ["arbitrum nova"] },
  bob: { family: "evm", slugs: ["bob", "60808"], words: ["gobob"], plainWords: ["bob"] },
  merlin: { family: "evm", slugs: ["merlin", "4200"], words: ["merlin chain"], plainWords: ["merlin"] },
  shibarium: { family: "evm", slugs: ["shibarium", "109"], words: ["shibarium", "shibariumscan"] },
  flare: { family: "evm", slugs: ["flare", "14"], words: ["flare network"], plainWords: ["flare"] },
  filecoin: { family: "evm", slugs: ["filecoin", "314"], words: ["filecoin"] },
  xlayer: { family: "evm", slugs: ["xlayer", "x-layer", "196"], words: ["xlayer", "x layer"] },
  lens: { family: "evm", slugs: ["lens", "232"], words: ["lenscan", "lens chain"], plainWords: ["lens"] },
  katana: { family: "evm", slugs: ["katana", "747474"], words: ["katanascan"], plainWords: ["katana"] },
  zircuit: { family: "evm", slugs: ["zircuit", "48900"], words: ["zircuit"] },
  swellchain: { family: "evm", slugs: ["swellchain", "1923"], words: ["swellchain"] },
  megaeth: { family: "evm", slugs: ["megaeth", "4326"], words: ["megaeth", "mega eth"] },
  somnia: { family: "evm", slugs: ["somnia", "5031"], words: ["somnia"] },
  hemi: { family: "evm", slugs: ["hemi", "43111"], words: ["hemi network"], plainWords: ["hemi"] },
  "0g": { family: "evm", slugs: ["0g", "16661"], words: ["0g"] },
  dogechain: { family: "evm", slugs: ["dogechain", "2000"], words: ["dogechain"] },
  ethereumpow: { family: "evm", slugs: ["ethereumpow", "ethw", "10001"], words: ["ethereumpow", "ethw"] },
  "ethereum-classic": { family: "evm", slugs: ["ethereum-classic", "etc", "61"], words: ["ethereum classic"] },
  oktc: { family: "evm", slugs: ["oktc", "okc", "66"], words: ["oktc", "okc"] },
  heco: { family: "evm", slugs: ["heco", "128"], words: ["heco"] },
  etherlink: { family: "evm", slugs: ["etherlink", "42793"], words: ["etherlink"] },
  immutable: { family: "evm", slugs: ["immutable", "imx", "13371"], words: ["immutable zkevm", "imx"] },
  "flow-evm": { family: "evm", slugs: ["flow-evm", "flowevm", "747"], words: ["flow evm", "flowevm"] },
  iotex: { family: "evm", slugs: ["iotex", "4689"], words: ["iotex"] },
  conflux: { family: "evm", slugs: ["conflux", "cfx", "1030"], words: ["conflux"] },
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
