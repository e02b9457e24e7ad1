import { CHAIN_STEMS, CHAIN_TABLE, chainOfSlug } from "./chain-names.ts";
import {
  ADJACENT,
  REMOVERS,
  DOES_SOMETHING,
  EMOJI_LABELS,
  LOOSE,
  NEUTRAL,
  SHOWS_BALANCE,
  STEMS,
  TRANSFERS,
} from "./label-words.ts";
import type { Label } from "./label-words.ts";
import type { Word } from "./words.ts";
import { wordsOf } from "./words.ts";

const LOOK_BACK = 56;
const LOOK_AHEAD = 28;
const LOOK_FAR_AHEAD = 64;
const MIN_DEED = 6;
/** A longer line above is prose, unless it ends with a colon or a pointing sign. */
const MAX_HEADING = 28;
const TRANSFER_REACH = 4;
/** A name of two words that is this long is known as a hashtag, too: without its space. */
const MIN_COMPACT = 7;

const loose = table(LOOSE);
const adjacent = table(ADJACENT);

function table(rows: Readonly<Partial<Record<Label, string>>>): Map<string, Label> {
  const map = new Map<string, Label>();
  for (const [label, words] of Object.entries(rows))
    for (const word of words.split(" ")) map.set(word.replaceAll("|", " "), label as Label);
  return map;
}

const ROLE_AFTER =
  /^[\s)\]`*_|~]*(?:(?:\(|\[|-|–|—|<-|←|is (?:the|my|our|his|dev'?s?)?|=|:)\s*(?:the |my |our |dev'?s? )?(wallet|pool|pair|lp|program|tx|transaction|signature|deployer|dev wallet|dev|mint|token|contract|ca)\b(?!\s*[:=：])|(?:the |my |our |dev'?s? )?(wallet|pool|pair|lp|program|tx|transaction|signature|deployer|dev wallet|dev|mint|token|contract|ca)\s*(?:$|[\n.,;!?)\]|…]|\p{Extended_Pictographic}))/iu;
const AFTER_ROLES: Readonly<Record<string, Label>> = {
  wallet: "wallet",
  deployer: "wallet",
  dev: "wallet",
  "dev wallet": "wallet",
  pool: "pool",
  pair: "pool",
  lp: "pool",
  program: "program",
  tx: "transaction",
  transaction: "transaction",
  signature: "transaction",
  mint: "token",
  token: "token",
  contract: "token",
  ca: "token",
};

/** Where the words that bear on an address begin: on its line, or on the line above if the line holds nothing before it. */
function contextStart(text: string, start: number): number {
  const from = Math.max(0, start - LOOK_BACK);
  const line = text.lastIndexOf("\n", start - 1);
  if (line < from || start === 0) return from;
  if (hasWord(text, line + 1, start)) return line + 1;
  let end = line;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  const above = Math.max(from, text.lastIndexOf("\n", end - 1) + 1);
  if (!/[\p{L}\p{N}.,!?)]/u.test(text[end - 1] ?? ".")) return above;
  return end - above <= MAX_HEADING && !/[,，.、]/.test(text.slice(above, end)) ? above : start;
}

function hasWord(text: string, from: number, to: number): boolean {
  return wordsOf(text, from, to).length > 0;
}

/** Role by the nearest label before the address, else by a remark right after it. */
export function labelOf(text: string, start: number, end: number, depth = 0): Label | undefined {
  const from = contextStart(text, start);
  const before = emojiLabel(text, start) ?? labelBefore(text, wordsOf(text, from, start)) ?? listLabel(text, start);
  if (before !== undefined && before !== "token") return before;
  const ahead = text.slice(end, end + LOOK_FAR_AHEAD);
  if (
    ahead.length > MIN_DEED &&
    DOES_SOMETHING.test(ahead) &&
    !CALLED_TOKEN.test(text.slice(Math.max(0, start - 12), start))
  )
    return "wallet";
  const near = text.slice(Math.max(0, start - LOOK_FAR_BACK), start);
  if (OF_SOMEBODY.test(near) || isInTransfer(text, near, end) || isPaidItem(text, start, end)) return "wallet";
  const inherited = AFTER_ANOTHER.exec(near);
  if (before === undefined && inherited !== null && depth < MAX_LIST) {
    const at = start - inherited[0].length;
    const label = labelOf(text, at, at + inherited[1]!.length, depth + 1);
    if (label === "wallet" || label === "pool") return label;
  }
  if (MY_ADDRESS.test(text.slice(Math.max(0, start - LOOK_BACK), start))) return "wallet";
  if (before === undefined && SHOWS_BALANCE.test(ahead)) return "wallet";
  const newline = text.indexOf("\n", end);
  const stop = Math.min(end + LOOK_AHEAD, newline < 0 ? text.length : newline);
  if (stop - end < 3) return before;
  const after = ROLE_AFTER.exec(text.slice(end, stop));
  return (after === null ? undefined : AFTER_ROLES[(after[1] ?? after[2])!.toLowerCase()]) ?? before;
}

const CALLED_TOKEN = /(?<![\p{L}\p{N}])(?:ca|contract|mint|token|coin)[^\p{L}\p{N}]{1,4}$/iu;
const CODES =
  /(?<![\p{L}])(?:promo|vouchers?|coupons?|passwords?|passwd|pwd|gift ?cards?|codes|redeem|serials?|licen[cs]e keys?|product keys?|wi-?fi|otp|usernames?|logins?|пароли?|промокод\p{L}*|коды|códigos|gutscheine?)(?![\p{L}])|优惠码|兑换码|密码/iu;
const CALLS_TOKEN =
  /(?<![\p{L}])(?:ca|contract|token|mint|coin|gem|address|контракт|токен|contrato|kontrak)(?![\p{L}])|合约|代币/iu;

/** Whether a text hands out codes of another kind, and does not speak of a contract. */
export function speaksOfCodes(text: string): boolean {
  return CODES.test(text) && !CALLS_TOKEN.test(text);
}

/** Whether a text calls something a contract, a token or an address. */
export function speaksOfTokens(text: string): boolean {
  return CALLS_TOKEN.test(text);
}

const LONE_ADDRESS = /^[^\p{L}\p{N}]{0,6}(?:\d{1,2}[.):]?\s*)?[0-9A-Za-z:_-]{32,70}[^\n]{0,24}$/u;
const BULLET = /^[^\p{L}\p{N}]{0,6}(?:\d{1,2}(?:[.):]|\ufe0f?\u20e3)?[^\p{L}\p{N}]{0,3})?$/u;
const MY_ADDRESS =
  /(?<![\p{L}])(?:my|mi|mein[e]?|mia|mon|meu|мой|submit your|drop your|send your|your)\s+(?:(?:sol|solana|eth|ethereum|evm|erc20|bsc|bnb|base|ton|trx|tron|sui|apt|aptos|usdt|trc20|main|new|public)\s+){0,2}(?:address|addy|addr|адрес|dirección|adresse|endereço)(?:\s+(?:is|for\s+\w+))?[^\p{L}\p{N}]{0,4}$/iu;
const OF_SOMEBODY =
  /(?<![\p{L}])(?:holder|buyer|seller|whale|owner|deployer|dev|creator|trader|insider|sniper)s? of \$?[^\s:]{1,16}\s*[:：]\s*$/iu;
/** An address right before, and a word that goes on with the same. */
const AFTER_ANOTHER =
  /((?:0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44}))\s*(?:,|;|&|\+|\/|and|y|e|et|und|и|ve|dan)\s*$/u;
const TRANSFER = /(?<![\p{L}])(?:transfer\p{L}*|sent|moved?)(?![\p{L}])[^\n]{0,40}$/iu;
const ARROW = /(?:➜|➡|→|->|=>|⟶|»|>>|to)\ufe0f?\s*$/u;
const ARROW_AHEAD = /^\s*(?:➜|➡|→|->|=>|⟶|»|>>|to )/u;
const AMOUNT_AHEAD = /^[\s:|–—-]{1,4}(?:\$?[\d.,]+[kKmM]?\s?(?:SOL|ETH|BNB|TON|SUI|TRX|USDT|USDC|%)|\$[\d.,]+)/;
const WALLETS_SAID =
  /(?<![\p{L}])(?:wallets|holders|traders|buyers|sellers|whales|snipers|insiders|кошельк\p{L}*|холдер\p{L}*)(?![\p{L}])/iu;
const LOOK_FAR_BACK = 160;
const MAX_HEADER = 400;
const MAX_LIST = 8;
const FIRST_EMOJI = 0x2000;
const EMOJI_REACH = 12;

/** Both ends of an arrow in a line that tells of a transfer. */
function isInTransfer(text: string, near: string, end: number): boolean {
  const line = near.slice(near.lastIndexOf("\n") + 1);
  const isArrowed = ARROW.test(line) || ARROW_AHEAD.test(text.slice(end, end + 8));
  return isArrowed && TRANSFER.test(line.replace(/[0-9A-Za-z]{32,}/g, ""));
}

/** A numbered item with an amount behind it, below words that speak of wallets. */
function isPaidItem(text: string, start: number, end: number): boolean {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  return (
    line > 0 &&
    start > line &&
    BULLET.test(text.slice(line, start)) &&
    AMOUNT_AHEAD.test(text.slice(end, end + 24)) &&
    WALLETS_SAID.test(text.slice(Math.max(0, line - MAX_HEADER), line))
  );
}

function emojiLabel(text: string, start: number): Label | undefined {
  let at = start - 1;
  while (at >= 0 && " :`*|\n".includes(text[at]!)) at--;
  if (at < 0 || text.charCodeAt(at) < FIRST_EMOJI) return undefined;
  const before = text.slice(Math.max(0, start - EMOJI_REACH), start);
  if (/sui\s?💧/iu.test(text.slice(Math.max(0, start - EMOJI_REACH), start))) return undefined;
  return EMOJI_LABELS.find(([sign]) => sign.test(before))?.[1];
}

/** What the heading of a list says, for an address that is an item in it: lines above that hold an address each. */
function listLabel(text: string, start: number): Label | undefined {
  let end = text.lastIndexOf("\n", start - 1);
  if (start - end > 14 || !BULLET.test(text.slice(end + 1, start))) return undefined;
  for (let count = 0; count < MAX_LIST && end > 0; count++) {
    const begin = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(begin, end);
    if (!LONE_ADDRESS.test(line))
      return /[:：👇⬇⤵]\ufe0f?\s*$/u.test(line) ? labelBefore(text, wordsOf(text, begin, end)) : undefined;
    end = begin - 1;
  }
  return undefined;
}

/** Walks the words backwards from the address. */
function labelBefore(text: string, words: readonly Word[]): Label | undefined {
  let isAdjacent = true;
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index]!;
    const pair = index > 0 ? `${words[index - 1]!.text} ${word.text}` : "";
    if (pair === "new publickey") {
      index--;
      continue;
    }
    const label =
      (isAdjacent ? (adjacent.get(pair) ?? adjacent.get(word.text)) : undefined) ??
      loose.get(pair) ??
      loose.get(word.text);
    if (
      label !== undefined &&
      !(label === "wallet" && word.text === "wallet" && isAdjacent && isNamedOtherwise(words, index))
    )
      return label;
    if (isAdjacent && (word.text === "to" || word.text === "from") && isTransfer(text, words, index)) return "wallet";
    if (isAdjacent && word.text.charCodeAt(word.text.length - 1) < 58) {
      if (/^sha-?\d+$/.test(word.text)) return "secret";
      if (/^w(?:allet)?\d{1,2}$/.test(word.text)) return "wallet";
    }
    const stem = /[^\0-\x7f]/.test(word.text) ? stemOf(word.text, isAdjacent) : undefined;
    if (stem !== undefined) return stem;
    if (!NEUTRAL.has(word.text)) isAdjacent = false;
  }
  return undefined;
}

/** "token wallet" and the like stay wallets: only a pool's or program's wallet is not one. */
function isNamedOtherwise(words: readonly Word[], index: number): boolean {
  const before = words[index - 1]?.text;
  return before === "program" || before === "pool";
}

function isTransfer(text: string, words: readonly Word[], index: number): boolean {
  if (words.some((word) => REMOVERS.has(word.text))) return false;
  if (/^\s*[:=→>-]/.test(text.slice(words[index]!.end, words[index]!.end + 4)) && index === words.length - 1)
    return true;
  if (index === words.length - 1 && (words[index]!.text === "from" || words.some((word) => word.text === "from")))
    return true;
  for (let back = index - 1; back >= 0 && back >= index - TRANSFER_REACH; back--)
    if (TRANSFERS.has(words[back]!.text)) return true;
  return false;
}

function stemOf(word: string, isAdjacent: boolean): Label | undefined {
  for (const [stem, label, reach] of STEMS) if ((isAdjacent || reach === "loose") && word.includes(stem)) return label;
  return undefined;
}

/** How much a word must be helped to be a chain: `weak` is English as well, `plain` mostly English, `dex` an exchange. */
interface ChainWord {
  readonly chain: string;
  readonly strength: "strong" | "weak" | "plain" | "dex";
}
const chainWords = new Map<string, ChainWord>();
const chainStems: [string, ChainWord][] = CHAIN_STEMS.flatMap(([chain, strength, stems]) =>
  stems.split(" ").map((stem): [string, ChainWord] => [stem, { chain, strength }]),
);
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
]);

function chainAt(words: readonly Word[], index: number): ChainWord | undefined {
  const { text } = words[index]!;
  if (index > 0) {
    const before = words[index - 1]!.text;
    const named = chainWords.get(`${before} ${text}`);
    if (named !== undefined) return named;
    if (isNumber(text) && (before === "chainid" || (before === "id" && words[index - 2]?.text === "chain")))
      return numbered(text);
  }
  if (/[^\0-\x7f]/.test(text)) return foreignChain(text);
  const next = words[index + 1];
  return (next === undefined ? undefined : chainWords.get(`${text} ${next.text}`)) ?? chainWords.get(text);
}

/** A chain's name in another script, or in Latin letters grown together with one that leaves no spaces. */
function foreignChain(word: string): ChainWord | undefined {
  for (const [stem, named] of chainStems) if (word.includes(stem)) return named;
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
