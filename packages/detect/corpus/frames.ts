import { PROSE } from "../train/prose.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";

const TICKERS = ["PEPE2", "MOONCAT", "WAGMI", "BLUB", "TURBO", "FROGGO", "ZAZA", "KITTY", "SIGMA", "GIGA"];

/** Lines around a call. `@` stands for the address. */
const TOKEN_FRAMES: readonly string[] = [
  "@",
  "CA: @",
  "ca @",
  "Contract: @",
  "Contract address:\n@",
  "New gem 💎\n\n$TICKER\nCA: @\n\nMC 45K | LIQ 12K | 214 holders",
  "🚀 $TICKER just launched\n@\nDYOR",
  "aping this rn @ lfg",
  "Token: @ (dyor)",
  "mint @",
  "buy $TICKER 👉 @ 👈",
  "├ CA: @\n├ MC: $45K\n└ Age: 12m",
  "📍 @\n💰 MC: 88K 💧 LIQ: 21K 🕒 5m",
  "`@`",
  "**CA:** `@`",
  "__@__",
  "||@||",
  "({@})",
  '"@"',
  "ticker is $TICKER, contract is @, website soon",
  "CA👇\n@\n👆 send it",
  "合约: @",
  "合约地址：@ 冲",
  "контракт: @",
  "Адрес токена: @\nберём",
  "contrato: @ no se lo pierdan",
  "le contrat : @",
  "der Vertrag ist @ viel Glück",
  "sözleşme @",
  "kontrak: @ gas",
  "hợp đồng: @",
  "new pair found → @ ← early",
  "Don't miss @!!!",
  "@ is sending hard",
  "check @.",
  "who's in? @, I'm in",
  "#call @ #gem",
  "1) @",
  "• @ •",
  "CA=@",
  "CA:@",
  "CA-@",
  "ca_@",
  "[@]",
  "<@>",
  "$TICKER | @ | x10 soon",
  "just bought 2 SOL of @",
  "🔥🔥 @ 🔥🔥",
  "Name: $TICKER\nAddress: @\nSupply: 1,000,000,000",
];
const ROLE_FRAMES: Readonly<Record<string, readonly string[]>> = {
  wallet: [
    "my wallet: @",
    "dev wallet @ still holding",
    "Donations: @",
    "send it to @",
    "Wallet address: @",
    "track this wallet @",
    "deployer: @",
    "кошелёк: @",
    "top holder: @",
  ],
  pool: ["pool: @", "LP: @", "pair address: @", "Liquidity pool @", "AMM pool id: @"],
  program: ["program: @", "Program ID: @", "program id is @"],
};

export function tokenFrame(random: SeededRandom): string {
  return random.pick(TOKEN_FRAMES).replaceAll("$TICKER", () => `$${random.pick(TICKERS)}`);
}

export function roleFrame(random: SeededRandom, role: string): string {
  return random.pick(ROLE_FRAMES[role]!);
}

/** Prose before and after, now and then, in any of the languages. */
export function surround(random: SeededRandom, text: string): string {
  const language = random.pick(Object.values(PROSE));
  const before = random.chance(0.3) ? `${random.pick(language)}\n` : "";
  const after = random.chance(0.3) ? `\n${random.pick(language)}` : "";
  return before + text + after;
}

export function prose(random: SeededRandom): string {
  const language = random.pick(Object.values(PROSE));
  return Array.from({ length: random.between(1, 3) }, () => random.pick(language)).join(random.pick([". ", "\n", " "]));
}
