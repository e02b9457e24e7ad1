import { CHAIN_STEMS, CHAIN_TABLE, chainOfSlug } from "./chain-names.ts";
import { contextStart, headingWords } from "./context.ts";
import type { Word } from "./words.ts";
import { wordsOf } from "./words.ts";

const LOOK_AHEAD = 28;
/** A name of two words that is this long is known as a hashtag, too: without its space. */
const MIN_COMPACT = 7;

/** How much a word must be helped to be a chain: `weak` is English as well, `plain` mostly English, `dex` an exchange. */
interface ChainWord {
  readonly chain: string;
  readonly strength: "strong" | "weak" | "plain" | "dex";
}
const chainWords = new Map<string, ChainWord>();
const chainStems = new Map<string, ChainWord>();
for (const [chain, strength, stems] of CHAIN_STEMS)
  for (const stem of stems.split(" ")) chainStems.set(stem, { chain, strength });
/** The longest first: one name may begin with another. */
const CHAIN_STEM = new RegExp([...chainStems.keys()].sort((a, b) => b.length - a.length).join("|"), "u");
for (const [chain, row] of Object.entries(CHAIN_TABLE)) {
  for (const word of row.words) {
    const spaced = word.replace(/[.-]/g, " ");
    chainWords.set(spaced, { chain, strength: "strong" });
    if (spaced.length > MIN_COMPACT) chainWords.set(spaced.replaceAll(" ", ""), { chain, strength: "strong" });
  }
  for (const word of row.weakWords ?? []) chainWords.set(word, { chain, strength: "weak" });
  for (const word of row.plainWords ?? []) chainWords.set(word, { chain, strength: "plain" });
  for (const word of row.dexes ?? []) chainWords.set(word, { chain, strength: "dex" });
}
const BEFORE_CHAIN: ReadonlySet<string> = new Set([
  "on",
  "chain",
  "network",
  "blockchain",
  "net",
  "сети",
  "en",
  "auf",
  "sur",
]);
const AFTER_CHAIN: ReadonlySet<string> = new Set([
  "chain",
  "network",
  "mainnet",
  "blockchain",
  "ca",
  "contract",
  "gem",
  "call",
  "play",
  "token",
  "launch",
  "smart",
  "l2",
  "l1",
]);

/** With which words names of two begin. */
const PAIR_STARTS: ReadonlySet<string> = new Set(
  [...chainWords.keys()].flatMap((name) => name.match(/^\S+(?= )/) ?? []),
);

function chainAt(words: readonly Word[], index: number): ChainWord | undefined {
  const { text, isAscii } = words[index]!;
  if (index > 0) {
    const before = words[index - 1]!.text;
    const named = PAIR_STARTS.has(before) ? chainWords.get(`${before} ${text}`) : undefined;
    if (named !== undefined) return named;
    if (isNumber(text) && (before === "chainid" || (before === "id" && words[index - 2]?.text === "chain")))
      return numbered(text);
  }
  if (!isAscii) return foreignChain(text);
  const next = PAIR_STARTS.has(text) ? words[index + 1] : undefined;
  return (next === undefined ? undefined : chainWords.get(`${text} ${next.text}`)) ?? chainWords.get(text);
}

/** A chain's name in another script, or in Latin letters grown together with one that leaves no spaces. */
function foreignChain(word: string): ChainWord | undefined {
  const stem = CHAIN_STEM.exec(word);
  if (stem !== null) return chainStems.get(stem[0]);
  const latin = /^[a-z0-9]{2,}(?=[\u3040-\u9fff\uac00-\ud7af])|(?<=[\u3040-\u9fff\uac00-\ud7af])[a-z0-9]{2,}/.exec(
    word,
  );
  const named = latin === null ? undefined : chainWords.get(latin[0]);
  return named === undefined || named.strength === "dex" ? named : { chain: named.chain, strength: "strong" };
}

function isNumber(text: string): boolean {
  return text.charCodeAt(0) < 58 && /^\d+$/.test(text);
}

function numbered(id: string): ChainWord | undefined {
  const chain = chainOfSlug(id);
  return chain === undefined ? undefined : { chain, strength: "strong" };
}

/** `eip155:8453/erc20:` before an address, `@8453` after it: the chain by its number (CAIP-2, CAIP-19, EIP-681). */
function chainByNumber(text: string, start: number, end: number): string | undefined {
  const before = text[start - 1] === ":" ? CAIP.exec(text.slice(Math.max(0, start - MAX_CAIP), start)) : null;
  const after = text[end] === "@" ? /^@(\d+)/.exec(text.slice(end, end + MAX_CAIP)) : null;
  const id = before?.[1] ?? after?.[1];
  return id === undefined ? undefined : chainOfSlug(id);
}

const ARTICLES: ReadonlySet<string> = new Set("the a an our your my his her their this that of".split(" "));
const CAIP = /eip155:(\d+)(?:\/[a-z]+\d*)?:$/;
const MAX_CAIP = 40;

/** Whether a word near an address is the name of a chain there, and not just a word. */
function isChainHere(text: string, words: readonly Word[], index: number, isBeside: boolean): boolean {
  const { strength } = chainAt(words, index)!;
  if (strength === "strong" || strength === "dex") return strength === "strong";
  const isCapital = /\p{Lu}/u.test(text[words[index]!.start]!);
  if (strength === "weak") return isCapital || !ARTICLES.has(words[index - 1]?.text ?? "");
  return (isCapital || text[words[index]!.start - 1] === "#") && (isBeside || isPhrased(text, words, index));
}

/** Chain named nearest to the address on its line. */
export function chainNearby(
  text: string,
  start: number,
  end: number,
  isWanted: (chain: string) => boolean,
): string | undefined {
  const numberedChain = chainByNumber(text, start, end);
  if (numberedChain !== undefined && isWanted(numberedChain)) return numberedChain;
  const before = wordsOf(text, contextStart(text, start), start);
  for (let index = before.length - 1; index >= 0; index--) {
    const named = chainAt(before, index);
    if (named === undefined || !isWanted(named.chain)) continue;
    if (!isChainHere(text, before, index, index === before.length - 1)) continue;
    if (named.strength === "strong" || !/[.!?]\s/.test(text.slice(before[index]!.end, start))) return named.chain;
  }
  const heading = headingWords(text, start);
  if (heading !== undefined)
    for (let index = 0; index < heading.length; index++) {
      const named = chainAt(heading, index);
      if (named !== undefined && isWanted(named.chain)) return named.chain;
    }
  const newline = text.indexOf("\n", end);
  const after = wordsOf(text, end, Math.min(end + LOOK_AHEAD, newline < 0 ? text.length : newline));
  for (let index = 0; index < after.length; index++) {
    const named = chainAt(after, index);
    if (named === undefined || !isWanted(named.chain)) continue;
    if (isChainHere(text, after, index, index === 0 && after.length === 1)) return named.chain;
  }
  return undefined;
}

/** Chains that a text names anywhere, in words that cannot mean anything else, or in a phrase that makes them so. */
export function chainsNamed(text: string, into: Set<string>, homesOfDexes: Set<string>): void {
  const words = wordsOf(text, 0, Math.min(text.length, 4096));
  for (let index = 0; index < words.length; index++) {
    const named = chainAt(words, index);
    if (named === undefined) continue;
    if (named.strength === "dex") homesOfDexes.add(named.chain);
    else if (named.strength === "strong" || (isChainHere(text, words, index, false) && isPhrased(text, words, index)))
      into.add(named.chain);
  }
}

function isPhrased(text: string, words: readonly Word[], index: number): boolean {
  const before = text[words[index]!.start - 1];
  if (before === "#" || before === "(" || before === "[") return true;
  if (isAloneOnLine(text, words, index)) return true;
  const previous = words[index - 1];
  if (previous?.text === "is" && BEFORE_CHAIN.has(words[index - 2]?.text ?? "")) return true;
  return (previous !== undefined && BEFORE_CHAIN.has(previous.text)) || AFTER_CHAIN.has(words[index + 1]?.text ?? "");
}

/** A line of a card that says nothing but the chain. */
function isAloneOnLine(text: string, words: readonly Word[], index: number): boolean {
  const { start, end } = words[index]!;
  const previous = words[index - 1]?.end ?? 0;
  const next = words[index + 1]?.start ?? text.length;
  const isFirst = index === 0 || text.slice(previous, start).includes("\n");
  return isFirst && (index + 1 === words.length || text.slice(end, next).includes("\n"));
}
