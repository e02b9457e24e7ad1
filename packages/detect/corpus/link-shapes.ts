import { evmAddress, solanaKey, suiCoin, tonAddress, tronAddress } from "./addresses.ts";
import type { Sample } from "./addresses.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";
import { base58 } from "@scure/base";

export interface LinkShape {
  readonly url: string;
  readonly role: string;
  readonly chain?: string;
  readonly make: (random: SeededRandom) => Sample;
}

/** A pool's key: never ground for a launch pad's ending. */
function poolKey(random: SeededRandom): Sample {
  const key = base58.encode(random.bytes(32));
  return { family: "solana", written: key, address: key };
}

const sol = (role: string, urls: readonly string[]): LinkShape[] =>
  urls.map((url) => ({ url, role, chain: "solana", make: role === "token" || role === "bot" ? solanaKey : poolKey }));
const evm = (role: string, rows: readonly (readonly [string, string?])[]): LinkShape[] =>
  rows.map(([url, chain]) => ({ url, role, ...(chain === undefined ? {} : { chain }), make: evmAddress }));

/** `@` the address, `#user` somebody's name. */
export const LINK_SHAPES: readonly LinkShape[] = [
  ...sol("token", [
    "https://pump.fun/@",
    "https://pump.fun/coin/@",
    "pump.fun/@",
    "https://birdeye.so/token/@?chain=solana",
    "https://solscan.io/token/@",
    "https://gmgn.ai/sol/token/@",
    "https://gmgn.ai/sol/token/#user_@",
    "https://jup.ag/swap/SOL-@",
    "https://jup.ag/tokens/@",
    "https://axiom.trade/t/@/@#user",
    "https://axiom.trade/t/@",
    "https://neo.bullx.io/terminal?chainId=1399811149&address=@",
    "https://bullx.io/terminal?chainId=1399811149&address=@",
    "https://raydium.io/swap/?outputCurrency=@",
    "https://raydium.io/swap/?inputMint=sol&outputMint=@",
    "https://rugcheck.xyz/tokens/@",
    "https://letsbonk.fun/token/@",
    "https://www.geckoterminal.com/solana/tokens/@",
    "https://web3.okx.com/token/solana/@",
    "https://trade.padre.gg/trade/solana/@",
    "https://app.bubblemaps.io/sol/token/@",
  ]),
  ...sol("pool", [
    "https://dexscreener.com/solana/@",
    "dexscreener.com/solana/@",
    "https://photon-sol.tinyastro.io/en/lp/@",
    "https://axiom.trade/meme/@",
    "https://www.dextools.io/app/en/solana/pair-explorer/@",
    "https://www.geckoterminal.com/solana/pools/@",
    "https://photon-sol.tinyastro.io/en/lp/@?handle=#user",
  ]),
  ...sol("wallet", ["https://gmgn.ai/sol/address/@", "https://solscan.io/account/@", "https://kolscan.io/account/@"]),
  ...sol("bot", [
    "https://t.me/solana_trojanbot?start=r-#user-@",
    "https://t.me/odysseus_trojanbot?start=r-#user-@",
    "https://t.me/menelaus_trojanbot?start=d-#user-@",
    "https://t.me/paris_trojanbot?start=snipe_@",
    "https://t.me/BloomSolana_bot?start=ref_#user_ca_@",
    "https://t.me/bonkbot_bot?start=ref_#user_ca_@",
    "https://t.me/gmgnaibot?start=r-i_#user-@",
    "tg://resolve?domain=solana_trojanbot&start=r-#user-@",
  ]),
  ...evm("bot", [
    ["https://t.me/maestro?start=@-#user"],
    ["https://t.me/maestro?start=r-#user-@"],
    ["https://t.me/BananaGunSniper_bot?start=snp_#user_@"],
  ]),
  ...evm("token", [
    ["https://etherscan.io/token/@", "ethereum"],
    ["https://bscscan.com/token/@", "bsc"],
    ["https://basescan.org/token/@", "base"],
    ["https://arbiscan.io/token/@", "arbitrum"],
    ["https://polygonscan.com/token/@", "polygon"],
    ["https://app.uniswap.org/#/swap?outputCurrency=@"],
    ["https://app.uniswap.org/swap?chain=base&outputCurrency=@", "base"],
    ["https://pancakeswap.finance/swap?outputCurrency=@", "bsc"],
    ["https://gmgn.ai/base/token/@", "base"],
    ["https://gmgn.ai/bsc/token/#user_@", "bsc"],
    ["https://app.uniswap.org/explore/tokens/base/@", "base"],
    ["https://www.okx.com/web3/dex-swap#inputChain=1&outputChain=1&outputCurrency=@", "ethereum"],
    ["https://four.meme/token/@", "bsc"],
    ["https://poocoin.app/tokens/@", "bsc"],
    ["https://tokensniffer.com/token/eth/@", "ethereum"],
    ["https://www.clanker.world/clanker/@", "base"],
  ]),
  ...evm("pool", [
    ["https://dexscreener.com/ethereum/@", "ethereum"],
    ["https://dexscreener.com/base/@", "base"],
    ["https://dexscreener.com/bsc/@", "bsc"],
    ["https://www.dextools.io/app/en/ether/pair-explorer/@", "ethereum"],
    ["https://www.geckoterminal.com/eth/pools/@", "ethereum"],
    ["https://photon-base.tinyastro.io/en/lp/@", "base"],
    ["https://photon-bnb.tinyastro.io/en/lp/@", "bsc"],
  ]),
  ...evm("wallet", [["https://debank.com/profile/@"], ["https://gmgn.ai/eth/address/@", "ethereum"]]),
  { url: "https://tronscan.org/#/token20/@", role: "token", chain: "tron", make: tronAddress },
  { url: "https://sunpump.meme/token/@", role: "token", chain: "tron", make: tronAddress },
  { url: "https://tonscan.org/jetton/@", role: "token", chain: "ton", make: tonAddress },
  { url: "https://app.ston.fi/swap?ft=TON&tt=@", role: "token", chain: "ton", make: tonAddress },
  { url: "https://suiscan.xyz/mainnet/coin/@/txs", role: "token", chain: "sui", make: suiCoin },
  { url: "https://suivision.xyz/coin/@", role: "token", chain: "sui", make: suiCoin },
];
