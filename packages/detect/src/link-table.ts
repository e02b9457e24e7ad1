/**
 * Where links carry addresses, and in which role. In a path, `:token`, `:pool`, `:wallet`, `:program`, `:tx` and `:account`
 * (a wallet unless the words around say token) hold an address, `:chain` a chain slug, `*` anything; more segments may follow.
 * `query` maps parameters to roles (`chain`: a slug or chain id). Rows are tried in order, hosts also match their subdomains.
 */
export interface LinkRow {
  readonly hosts: readonly string[];
  readonly chain?: string;
  readonly paths?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

const SWAP = { inputCurrency: "token", outputCurrency: "token", inputMint: "token", outputMint: "token", chain: "chain", chainId: "chain" };
const EXPLORER = ["/token/:token", "/address/:account", "/tx/:tx", "/dex/*/:pool", "/nft/:token", "/tokenholdings", "/block/*"];

/** The holder whose transfers of the token are shown. */
const HOLDER = { a: "wallet" };

export const LINKS: readonly LinkRow[] = [
  { hosts: ["pump.fun"], chain: "solana", paths: ["/coin/:token", "/profile/:wallet", "/advanced/coin/:token", "/:token"], query: { output: "token", input: "token" } },
  { hosts: ["letsbonk.fun", "bonk.fun"], chain: "solana", paths: ["/token/:token", "/profile/:wallet"] },
  { hosts: ["believe.app"], chain: "solana", paths: ["/coin/:token"] },
  { hosts: ["moonshot.com", "moonshot.money", "moonshot.cc", "boop.fun", "launchcoin.fun", "launchlab.io"], chain: "solana", paths: ["/token/:token", "/tokens/:token", "/coin/:token", "/:token"] },
  { hosts: ["solscan.io"], chain: "solana", paths: ["/token/:token", "/account/:account", "/address/:account", "/tx/:tx", "/amm/:pool", "/block/*"] },
  { hosts: ["explorer.solana.com", "solana.fm", "solanabeach.io", "xray.helius.xyz", "orb.helius.dev"], chain: "solana", paths: ["/address/:account", "/account/:account", "/tx/:tx", "/transaction/:tx", "/token/:token"] },
  { hosts: ["birdeye.so"], paths: ["/token/:token/:pool", "/token/:token", "/profile/:wallet", "/:chain/token/:token", "/:chain/profile/:wallet", "/solana/token/:token"], query: { chain: "chain" } },
  { hosts: ["gmgn.ai"], paths: ["/:chain/token/:token", "/token/:token", "/:chain/address/:wallet", "/address/:wallet"], query: { chain: "chain" } },
  { hosts: ["jup.ag"], chain: "solana", paths: ["/swap/:token", "/tokens/:token", "/token/:token", "/portfolio/:wallet", "/dca/:token", "/limit/:token"], query: { buy: "token", sell: "token", inputMint: "token", outputMint: "token" } },
  { hosts: ["axiom.trade"], chain: "solana", paths: ["/t/:token", "/meme/:pool", "/token/:token"] },
  { hosts: ["bullx.io"], paths: ["/terminal"], query: { chainId: "chain", address: "token", wallet: "wallet" } },
  { hosts: ["raydium.io"], chain: "solana", paths: ["/launchpad/token", "/clmm/pool/:pool", "/pool/:pool"], query: { ...SWAP, mint: "token", ammId: "pool", pool_id: "pool", poolId: "pool" } },
  { hosts: ["orca.so"], chain: "solana", paths: ["/pools/:pool"], query: { ...SWAP, tokens: "token", address: "pool", tokenIn: "token", tokenOut: "token" } },
  { hosts: ["meteora.ag"], chain: "solana", paths: ["/dlmm/:pool", "/pools/:pool", "/damm/:pool"] },
  { hosts: ["rugcheck.xyz"], chain: "solana", paths: ["/tokens/:token"] },
  { hosts: ["solsniffer.com"], chain: "solana", paths: ["/scanner/:token"] },
  { hosts: ["kolscan.io"], chain: "solana", paths: ["/account/:wallet"] },
  { hosts: ["trojan.com", "trojan.app"], chain: "solana", query: { token: "token", address: "token" } },
  { hosts: ["padre.gg", "mevx.io", "photon.trade"], paths: ["/trade/:chain/:token", "/:chain/:token"] },
  { hosts: ["vector.fun", "nova.trade", "fomo.family"], paths: ["/token/:token", "/:chain/:token"] },
  { hosts: ["phantom.com", "phantom.app"], paths: ["/tokens/:chain/:token"], query: { buy: "token", sell: "token" } },
  { hosts: ["bloombot.app", "moontok.io", "neutron.fun"], paths: ["/token/:token", "/coins/:token"] },
  { hosts: ["dexscreener.com"], paths: ["/:chain/:pair"], query: { maker: "wallet" } },
  { hosts: ["photon-sol.tinyastro.io"], chain: "solana", paths: ["/en/lp/:pool", "/*/lp/:pool", "/lp/:pool", "/en/r/*/:pool"] },
  { hosts: ["photon-bnb.tinyastro.io"], chain: "bsc", paths: ["/*/lp/:pool", "/lp/:pool", "/*/r/*/:pool"] },
  { hosts: ["photon-base.tinyastro.io"], chain: "base", paths: ["/*/lp/:pool", "/lp/:pool", "/*/r/*/:pool"] },
  { hosts: ["photon.tinyastro.io", "photon-eth.tinyastro.io"], chain: "ethereum", paths: ["/*/lp/:pool", "/lp/:pool"] },
  { hosts: ["tinyastro.io"], paths: ["/*/lp/:pool", "/lp/:pool"] },
  { hosts: ["dextools.io"], paths: ["/app/*/:chain/pair-explorer/:pool", "/app/:chain/pair-explorer/:pool", "/app/*/token/*"] },
  { hosts: ["geckoterminal.com"], paths: ["/*/:chain/pools/:pool", "/:chain/pools/:pool", "/:chain/tokens/:token", "/*/:chain/tokens/:token"] },
  { hosts: ["coinmarketcap.com"], paths: ["/dexscan/:chain/:pool", "/*/dexscan/:chain/:pool"] },
  { hosts: ["defined.fi"], paths: ["/:chain/:pair"] },
  { hosts: ["ave.ai"], paths: ["/token/:token", "/check/:token"] },
  { hosts: ["bubblemaps.io"], paths: ["/:chain/token/:token", "/map/:token"], query: { chain: "chain", address: "token" } },
  { hosts: ["tokensniffer.com"], paths: ["/token/:chain/:token"] },
  { hosts: ["honeypot.is"], paths: ["/:chain"], query: { address: "token", chain: "chain" } },
  { hosts: ["okx.com"], paths: ["/token/:chain/:token", "/web3/detail/:chain/:token", "/dex-swap"], query: { inputChain: "chain", outputChain: "chain", inputCurrency: "token", outputCurrency: "token" } },
  { hosts: ["matcha.xyz"], paths: ["/tokens/:chain/:token"], query: { buyAddress: "token", sellAddress: "token" } },
  { hosts: ["uniswap.org"], paths: ["/explore/tokens/:chain/:token", "/explore/pools/:chain/:pool", "/tokens/:chain/:token"], query: SWAP },
  { hosts: ["pancakeswap.finance"], chain: "bsc", paths: ["/info/token/:token", "/info/*/tokens/:token", "/info/pairs/:pool"], query: SWAP },
  { hosts: ["sushi.com", "1inch.io", "kyberswap.com"], paths: ["/:chain/token/:token", "/swap/:chain"], query: { ...SWAP, token0: "token", token1: "token" } },
  { hosts: ["aerodrome.finance"], chain: "base", paths: ["/swap"], query: { from: "token", to: "token" } },
  { hosts: ["clanker.world"], chain: "base", paths: ["/clanker/:token"] },
  { hosts: ["virtuals.io"], chain: "base", paths: ["/virtuals/:token", "/prototypes/:token", "/geneses/:token"] },
  { hosts: ["zora.co"], chain: "base", paths: ["/coin/:token"] },
  { hosts: ["flaunch.gg"], chain: "base", paths: ["/base/coin/:token", "/base/coins/:token"] },
  { hosts: ["four.meme"], chain: "bsc", paths: ["/token/:token"] },
  { hosts: ["flap.sh"], chain: "bsc", paths: ["/bnb/:token"] },
  { hosts: ["poocoin.app"], chain: "bsc", paths: ["/tokens/:token"] },
  { hosts: ["debank.com"], paths: ["/profile/:wallet"] },
  { hosts: ["arkm.com", "arkhamintelligence.com"], paths: ["/explorer/address/:wallet", "/explorer/tx/:tx"] },
  { hosts: ["cielo.finance"], paths: ["/profile/:wallet"] },
  { hosts: ["zapper.xyz", "zerion.io"], paths: ["/account/:wallet", "/:wallet"] },
  { hosts: ["goerli.etherscan.io", "sepolia.etherscan.io"], paths: EXPLORER, query: HOLDER },
  { hosts: ["optimistic.etherscan.io"], chain: "optimism", paths: EXPLORER, query: HOLDER },
  { hosts: ["etherscan.io", "eth.blockscout.com", "ethplorer.io"], chain: "ethereum", paths: EXPLORER, query: HOLDER },
  { hosts: ["bscscan.com", "bsctrace.com"], chain: "bsc", paths: EXPLORER, query: HOLDER },
  { hosts: ["basescan.org", "base.blockscout.com"], chain: "base", paths: EXPLORER, query: HOLDER },
  { hosts: ["arbiscan.io"], chain: "arbitrum", paths: EXPLORER, query: HOLDER },
  { hosts: ["polygonscan.com"], chain: "polygon", paths: EXPLORER, query: HOLDER },
  { hosts: ["snowtrace.io", "snowscan.xyz"], chain: "avalanche", paths: EXPLORER, query: HOLDER },
  { hosts: ["ftmscan.com"], chain: "fantom", paths: EXPLORER, query: HOLDER },
  { hosts: ["sonicscan.org"], chain: "sonic", paths: EXPLORER, query: HOLDER },
  { hosts: ["blastscan.io"], chain: "blast", paths: EXPLORER, query: HOLDER },
  { hosts: ["lineascan.build"], chain: "linea", paths: EXPLORER, query: HOLDER },
  { hosts: ["scrollscan.com"], chain: "scroll", paths: EXPLORER, query: HOLDER },
  { hosts: ["mantlescan.xyz"], chain: "mantle", paths: EXPLORER, query: HOLDER },
  { hosts: ["berascan.com"], chain: "berachain", paths: EXPLORER, query: HOLDER },
  { hosts: ["abscan.org"], chain: "abstract", paths: EXPLORER, query: HOLDER },
  { hosts: ["uniscan.xyz"], chain: "unichain", paths: EXPLORER, query: HOLDER },
  { hosts: ["worldscan.org"], chain: "worldchain", paths: EXPLORER, query: HOLDER },
  { hosts: ["hyperevmscan.io", "purrsec.com"], chain: "hyperevm", paths: EXPLORER, query: HOLDER },
  { hosts: ["gnosisscan.io"], chain: "gnosis", paths: EXPLORER, query: HOLDER },
  { hosts: ["celoscan.io"], chain: "celo", paths: EXPLORER, query: HOLDER },
  { hosts: ["cronoscan.com"], chain: "cronos", paths: EXPLORER, query: HOLDER },
  { hosts: ["monadscan.com", "monadvision.com"], chain: "monad", paths: EXPLORER, query: HOLDER },
  { hosts: ["plasmascan.to"], chain: "plasma", paths: EXPLORER, query: HOLDER },
  { hosts: ["explorer.zksync.io", "era.zksync.network"], chain: "zksync", paths: EXPLORER, query: HOLDER },
  { hosts: ["scan.pulsechain.com", "otter.pulsechain.com"], chain: "pulsechain", paths: EXPLORER, query: HOLDER },
  { hosts: ["tronscan.org", "tronscan.io"], chain: "tron", paths: ["/token20/:token", "/token/:token", "/contract/:token", "/address/:account", "/transaction/:tx"] },
  { hosts: ["sunpump.meme"], chain: "tron", paths: ["/token/:token"] },
  { hosts: ["sun.io"], chain: "tron", query: { t0: "token", t1: "token", tokenAddress: "token" } },
  { hosts: ["tonviewer.com"], chain: "ton", paths: ["/transaction/:tx", "/:account"] },
  { hosts: ["tonscan.org"], chain: "ton", paths: ["/jetton/:token", "/address/:account", "/nft/:token", "/tx/:tx"] },
  { hosts: ["ston.fi"], chain: "ton", paths: ["/pools/:pool"], query: { ft: "token", tt: "token", inputCurrency: "token", outputCurrency: "token" } },
  { hosts: ["dedust.io"], chain: "ton", paths: ["/swap/:token/:token", "/coins/:token", "/pools/:pool"] },
  { hosts: ["x1000.finance", "tonraffles.app", "ton.fun", "blum.io"], chain: "ton", paths: ["/tokens/:token", "/token/:token", "/jetpad/buy/:token"] },
  { hosts: ["suivision.xyz"], chain: "sui", paths: ["/coin/:token", "/package/:program", "/object/:account", "/account/:wallet", "/txblock/:tx"] },
  { hosts: ["suiscan.xyz"], chain: "sui", paths: ["/*/coin/:token", "/*/object/:account", "/*/account/:wallet", "/*/tx/:tx", "/coin/:token"] },
  { hosts: ["cetus.zone"], chain: "sui", paths: ["/swap/:token/:token", "/swap"], query: { from: "token", to: "token" } },
  { hosts: ["movepump.com", "blast.fun", "hop.ag", "turbos.finance", "suidex.finance"], chain: "sui", paths: ["/token/:token", "/fun/:token", "/swap/:token"] },
  { hosts: ["explorer.aptoslabs.com", "aptoscan.com", "tracemove.io"], chain: "aptos", paths: ["/coin/:token", "/fungible_asset/:token", "/fungible-asset/:token", "/account/:wallet", "/object/:token", "/txn/:tx", "/transaction/:tx"] },
  { hosts: ["liquidswap.com", "thala.fi", "panora.exchange", "emojicoin.fun"], chain: "aptos", paths: ["/swap/:token", "/token/:token"] },
];

/** Hosts of Telegram's own links; the start parameter of a bot may carry an address. */
export const TELEGRAM_HOSTS: ReadonlySet<string> = new Set(["t.me", "telegram.me", "telegram.dog"]);
export const START_PARAMETERS: ReadonlySet<string> = new Set(["start", "startapp", "startgroup", "startattach"]);

/** Sites whose long ids are their own: documents, videos, code, files. */
export const UNRELATED_HOSTS: ReadonlySet<string> = new Set([
  "google.com", "goo.gl", "youtube.com", "youtu.be", "github.com", "githubusercontent.com", "gitlab.com", "bitbucket.org", "ipfs.io", "dweb.link", "nftstorage.link", "pinata.cloud", "notion.so", "notion.site",
  "figma.com", "dropbox.com", "mega.nz", "discord.com", "discord.gg", "discordapp.com", "imgur.com", "telegra.ph", "pastebin.com", "wikipedia.org", "spotify.com", "apple.com", "microsoft.com", "onedrive.com",
  "amazonaws.com", "cloudfront.net", "instagram.com", "tiktok.com", "facebook.com", "linkedin.com", "reddit.com", "zoom.us", "slack.com", "npmjs.com", "docker.com", "pypi.org", "stackoverflow.com", "jwt.io", "arxiv.org",
]);

/** For hosts that no row knows: words in a path or parameter that say what follows. */
export const PATH_WORDS: Readonly<Record<string, string>> = {
  tx: "tx", txs: "tx", transaction: "tx", transactions: "tx", txn: "tx", hash: "tx", signature: "tx", block: "tx", commit: "tx", txblock: "tx",
  pair: "pool", pairs: "pool", pool: "pool", pools: "pool", lp: "pool", "pair-explorer": "pool", amm: "pool", dlmm: "pool",
  account: "account", address: "account", wallet: "wallet", profile: "wallet", portfolio: "wallet", user: "wallet", trader: "wallet", maker: "wallet",
  program: "program",
  token: "token", tokens: "token", coin: "token", coins: "token", mint: "token", ca: "token", contract: "token", swap: "token", buy: "token", trade: "token",
};
