import { E, F, K, L, M, P, W, evm, found, sol } from "./drafts.ts";
import type { Draft } from "./item.ts";

const wallet = (address: string) => sol(address, "wallet");
const pool = (address: string) => sol(address, "pool");

/** What bots post: trades, launches, wallets and cards, where each address has a role of its own. */
export const ALERTS: readonly Draft[] = [
  found(`${W} bought 2.5 SOL of ${P}`, wallet(W), sol(P)),
  found(`${W} sold 12 SOL of ${M}`, wallet(W), sol(M)),
  found(`${W} just bought ${M} for 2 SOL`, wallet(W), sol(M)),
  found(`${W} swapped 3.2 SOL for 12.4M CAT (${M})`, wallet(W), sol(M)),
  found(`${W} aped ${P}`, wallet(W), sol(P)),
  found(`${W} is buying ${P}`, wallet(W), sol(P)),
  found(`${W} deployed ${P}`, wallet(W), sol(P)),
  found(`${W} transferred 5 SOL to ${L}`, wallet(W), wallet(L)),
  found(`${W} received 100 SOL from ${L}`, wallet(W), wallet(L)),
  found(`${W} added liquidity to ${L}`, wallet(W), pool(L)),
  found(`${W} holds 4.2% of ${P}`, wallet(W), sol(P)),
  found(`${E} bought 2 ETH of ${F}`, evm(E, "wallet"), evm(F)),
  found(`${E} купил ${F} на 2 ETH`, evm(E, "wallet"), evm(F)),
  found(`${W} 买入 2 SOL ${P}`, wallet(W), sol(P)),
  found(`${W} compró 2 SOL de ${P}`, wallet(W), sol(P)),
  found(`Smart wallet bought 2 SOL of ${P}`, sol(P)),
  found(`top holders of ${M} are dumping`, sol(M)),
  found(`LP for ${M} is locked`, sol(M)),
  found(`pool created for ${M}`, sol(M)),
  found(`${P} launched on pump.fun 3 minutes ago`, sol(P)),
  found(`${P} is pumping hard, sold half`, sol(P)),
  found(`CA: ${P} bought a bag`, sol(P)),
  found(`Buyer: ${W}\n${P}`, wallet(W), sol(P)),
  found(`Seller: ${W}\n${P}`, wallet(W), sol(P)),
  found(`New buy by ${W}: ${P}`, wallet(W), sol(P)),
  found(`👤 ${W}\n🪙 ${P}\n💰 2 SOL`, wallet(W), sol(P)),
  found(`🔴 SELL CAT\n👤 ${W}\nCA: ${P}\nAmount: 2 SOL`, wallet(W), sol(P)),
  found(`💧 Pool created: ${L}\n🪙 ${P}\n👨‍💻 ${W}`, pool(L), sol(P), wallet(W)),
  found(`Copy trade executed\nTarget: ${W}\nToken: ${P}\nSpent 0.5 SOL`, wallet(W), sol(P)),
  found(`3 smart wallets bought\nToken: ${P}\nWallets:\n${W}\n${K}\n${L}`, sol(P), wallet(W), wallet(K), wallet(L)),
  found(`Solana · 🅴\n${W} (Tap to copy)\nBalance: 2.1 SOL ($312.22)`, wallet(W)),
  found(`W1: ${W}\nW2: ${K}`, wallet(W), wallet(K)),
  found(`Deposit SOL here: ${W}`, wallet(W)),
  found(`Insider alert! ${W} funded ${K}`, wallet(W), wallet(K)),
  found(`🆔 CA: ${M}\n🏦 Pool: ${L}\n👨‍🍳 DEV: ${W}\n📊 Top 10: 18%`, sol(M), pool(L), wallet(W)),
  found(
    `🪙 Cat (CAT)\n🔗 ETH | ${E}\n\n💧 Pair: ${F}\n👤 Owner: RENOUNCED`,
    evm(E, "token", "ethereum"),
    evm(F, "pool", "ethereum"),
  ),
];
