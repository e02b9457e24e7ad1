import { evmAddress, evmTransactionHash, solanaAddress, solanaSignature } from "./addresses.ts";
import type { SeededRandom } from "./random.ts";

export interface Button {
  readonly text: string;
  readonly url?: string;
  readonly copy?: string;
}

/** A message as the emulator's control API takes it, without chat and author. */
export interface DraftMessage {
  readonly text: string;
  readonly entities?: readonly {
    readonly type: string;
    readonly offset: number;
    readonly length: number;
    readonly url?: string;
  }[];
  readonly buttons?: readonly (readonly Button[])[];
}

const TICKERS = [
  "MOCHI",
  "GRIDLOCK",
  "ORBIT",
  "PEBBLE",
  "LANTERN",
  "FERN",
  "QUARK",
  "TOFU",
  "HALO",
  "BISCUIT",
  "RUST",
  "COMET",
  "NORI",
  "DUSK",
];
const CHATTER = [
  "gm everyone",
  "anyone watching the funding rate today?",
  "volume is dead, going for a walk",
  "that candle was brutal",
  "who else is still awake",
  "I think we chop until the weekend",
  "fees are down again, finally",
  "lol same",
  "can a mod pin the rules please",
  "what wallet do you all use on mobile?",
  "took profits, no regrets",
  "the spread on that pair is silly",
  "charts look better upside down",
  "is the bot down or is it just me?",
  "reading the whitepaper now, page 3 and already confused",
  "someone explain points to me like I am five",
  "just bridged, took eleven minutes",
  "never again with market orders",
  "the team is doxxed, they spoke at the meetup last month",
  "waiting for the retest",
  "liquidity is thin, careful",
  "happy birthday @lena_k",
  "nice call yesterday",
  "I missed it by two minutes",
  "weekend reading: order flow basics",
  "Guten Morgen zusammen",
  "Доброе утро, что по рынку?",
  "¿alguien más entró?",
  "今日は静かですね",
  "bom dia pessoal",
  "invoice 4fA93bQz has been paid, thanks",
  "commit 9f2c1ab7d30e4c55 fixed the parser",
  "password managers, people. use them.",
];

/** Talk without a contract; now and then with something that only looks like one. */
export function smallTalk(random: SeededRandom): DraftMessage {
  const roll = random.next();
  if (roll < 0.03) return { text: `sent, tx ${solanaSignature(random)}` };
  if (roll < 0.06) return { text: `confirmed: ${evmTransactionHash(random)}` };
  if (roll < 0.08) return { text: "swap it into USDC EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v and wait" };
  return { text: random.pick(CHATTER) };
}

/** A contract call in one of the shapes that people use. */
export function contractCall(random: SeededRandom): DraftMessage {
  const ticker = random.pick(TICKERS);
  return random.pick(SHAPES)(random, ticker);
}

const SHAPES: readonly ((random: SeededRandom, ticker: string) => DraftMessage)[] = [
  (random, ticker) => ({ text: `$${ticker} just launched\n\nCA: ${solanaAddress(random)}\n\nsmall bag, not advice` }),
  (random, ticker) => ({ text: `aping ${ticker} on base ${evmAddress(random)}` }),
  (random, ticker) => ({ text: `${ticker} (BSC)\n${evmAddress(random)}\ntax 0/0, lp burned` }),
  (random) => ({ text: `https://pump.fun/coin/${solanaAddress(random)}` }),
  (random, ticker) => ({ text: `look at ${ticker} https://etherscan.io/token/${evmAddress(random).toLowerCase()}` }),
  (random, ticker) => textLink(`Chart for ${ticker}`, `https://birdeye.so/token/${solanaAddress(random)}?chain=solana`),
  (random, ticker) => codeBlock(`🚨 ${ticker} 🚨\n`, solanaAddress(random)),
  (random, ticker) => ({
    text: `${ticker} is live, tap to buy`,
    buttons: [[{ text: "Buy", url: `https://t.me/solana_trojanbot?start=r-demo-${solanaAddress(random)}` }]],
  }),
  (random, ticker) => ({
    text: `${ticker} contract below`,
    buttons: [[{ text: "Copy CA", copy: solanaAddress(random) }]],
  }),
  (random, ticker) => ({ text: `${ticker} https://gmgn.ai/sol/token/demo_${solanaAddress(random)}` }),
];

function textLink(text: string, url: string): DraftMessage {
  return { text, entities: [{ type: "textUrl", offset: 0, length: text.length, url }] };
}

function codeBlock(prefix: string, code: string): DraftMessage {
  return { text: prefix + code, entities: [{ type: "code", offset: prefix.length, length: code.length }] };
}
