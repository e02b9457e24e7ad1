import { evmTransactionHash, solanaSignature } from "./addresses.ts";
import type { DraftMessage } from "./play.ts";
import type { SeededRandom } from "@telewire/testing/seeded-random";

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
  "password managers, people. use them.",
];

/** What only looks like a call. */
const TEMPTATIONS: readonly ((random: SeededRandom) => string)[] = [
  (random) => `sent, tx ${solanaSignature(random)}`,
  (random) => `confirmed: ${evmTransactionHash(random)}`,
  () => "swap it into USDC EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v and wait",
  () => "commit 0f3c2b1a9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a fixed the parser",
  () => "the file is at ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG",
  () => "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
  () => "order 550e8400-e29b-41d4-a716-446655440000 shipped",
  () => "ThisIsWhatHappensWhenYouTypeWithoutSpacesAllDayLong",
];
const TEMPTING_SHARE = 0.1;

/** Talk without a contract; now and then with something that only looks like one. */
export function smallTalk(random: SeededRandom): DraftMessage {
  return { text: random.next() < TEMPTING_SHARE ? random.pick(TEMPTATIONS)(random) : random.pick(CHATTER) };
}
