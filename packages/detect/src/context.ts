import {
  ADJACENT,
  REMOVERS,
  DEEDS,
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
/** A longer line above is prose, unless it ends with a colon or a pointing sign. */
const MAX_HEADING = 28;
const TRANSFER_REACH = 6;

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
export function contextStart(text: string, start: number): number {
  const from = Math.max(0, start - LOOK_BACK);
  const line = from + text.slice(from, start).lastIndexOf("\n");
  if (line < from || start === 0) return from;
  if (hasWord(text, line + 1, start)) return line + 1;
  let end = line;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  const above = Math.max(from, text.lastIndexOf("\n", end - 1) + 1);
  if (!/[\p{L}\p{N}.,!?)]/u.test(text[end - 1] ?? ".")) return above;
  return end - above <= MAX_HEADING && !/[,，、]|\.(?!\d)/.test(text.slice(above, end)) ? above : start;
}

function hasWord(text: string, from: number, to: number): boolean {
  return wordsOf(text, from, to).length > 0;
}

/** What was said of addresses of the text that was last asked about: each is asked about more than once. */
const said = new Map<number, Label | null>();
let saidOf = "";

/** Role by the nearest label before the address, else by a remark right after it. */
export function labelOf(text: string, start: number, end: number, depth = 0): Label | undefined {
  if (text !== saidOf) {
    said.clear();
    saidOf = text;
  }
  const key = start * MAX_LENGTH + end;
  const known = said.get(key);
  if (known !== undefined) return known ?? undefined;
  const label = readLabel(text, start, end, depth);
  said.set(key, label ?? null);
  return label;
}

function readLabel(text: string, start: number, end: number, depth: number): Label | undefined {
  const from = contextStart(text, start);
  if (isPayee(text, start, end)) return "wallet";
  const before = emojiLabel(text, start) ?? labelBefore(text, wordsOf(text, from, start)) ?? listLabel(text, start);
  if (before !== undefined && before !== "token") return before;
  const next = nextWord(text, end);
  if (mayBeDeed(next) && doesSomething(text, start, end)) return "wallet";
  if (isSomebodys(text, start, end)) return "wallet";
  const inherited = before === undefined && depth < MAX_LIST ? labelOfAnother(text, start, depth) : undefined;
  if (inherited !== undefined) return inherited;
  const newline = newlineWithin(text, end, LOOK_AHEAD);
  if (before === undefined && newline >= 0 && SHOWS_BALANCE.test(text.slice(end, end + LOOK_FAR_AHEAD)))
    return "wallet";
  const stop = newline < 0 ? Math.min(end + LOOK_AHEAD, text.length) : newline;
  if (stop - end < 3 || !mayBeRole(next)) return before;
  const after = ROLE_AFTER.exec(text.slice(end, stop));
  return (after === null ? undefined : AFTER_ROLES[(after[1] ?? after[2])!.toLowerCase()]) ?? before;
}

/** The word right behind an address, in lower case, or the sign that stands there. Cheap: patterns are tried only where it promises. */
function nextWord(text: string, end: number): string {
  let at = end;
  while (at < end + MAX_CLOSERS && " \t\n)]`*_|~".includes(text[at] ?? "?")) at++;
  let stop = at;
  while (stop < at + MAX_NEXT && isLetter(text.charCodeAt(stop))) stop++;
  return stop === at ? (text[at] ?? "") : text.slice(at, stop).toLowerCase();
}

function isLetter(unit: number): boolean {
  return unit > 127 ? unit < 0x2000 || unit > 0x2fff : (unit | 32) > 96 && (unit | 32) < 123;
}

function mayBeDeed(next: string): boolean {
  return /[^\0-\x7f]/.test(next) ? isLetter(next.charCodeAt(0)) : DEEDS.has(next);
}

function mayBeRole(next: string): boolean {
  return next.length < 2 ? SIGNS_BEFORE_ROLE.includes(next) : next in AFTER_ROLES || BEFORE_ROLE.has(next);
}

function doesSomething(text: string, start: number, end: number): boolean {
  return (
    DOES_SOMETHING.test(text.slice(end, end + LOOK_FAR_AHEAD)) &&
    !CALLED_TOKEN.test(text.slice(Math.max(0, start - 12), start))
  );
}

/** Where a line ends, if it is not farther than so many characters; else -1. */
function newlineWithin(text: string, from: number, reach: number): number {
  for (let at = from; at < from + reach && at < text.length; at++) if (text.charCodeAt(at) === 10) return at;
  return -1;
}

/** Where the line began, if that is not farther back than so many characters; else -1. */
function lineBegunWithin(text: string, from: number, reach: number): number {
  for (let at = from - 1; at >= from - reach; at--) if (at < 0 || text.charCodeAt(at) === 10) return at + 1;
  return -1;
}

/** A sentence of ideographs is one word: what calls the address something stands at its end. */
const MAX_BEHIND_STEM = 4;
const IDEOGRAPH = /[\u3040-\u9fff]/;
const MAX_REQUEST = 80;
const MIN_NAME = 9;
const MAX_LENGTH = 65_536;
const MAX_CLOSERS = 8;
const MAX_NEXT = 16;
const MAX_BULLET = 14;
const SIGNS_BEFORE_ROLE = "([-–—<←=:";
const BEFORE_ROLE: ReadonlySet<string> = new Set(["the", "my", "our", "is", "dev's", "devs"]);
const CALLED_TOKEN = /(?<![\p{L}\p{N}])(?:ca|contract|mint|token|coin)[^\p{L}\p{N}]{1,4}$/iu;
const CODES =
  /(?<![\p{L}])(?:promo|vouchers?|coupons?|passwords?|passwd|pwd|gift ?cards?|codes|keys for|(?:beta|access|activation|invite|steam|game) keys?|redeem|serials?|licen[cs]e keys?|product keys?|wi-?fi|otp|usernames?|logins?|пароли?|промокод\p{L}*|коды|códigos|gutscheine?)(?![\p{L}])|优惠码|兑换码|密码/iu;
const CALLS_TOKEN =
  /(?<![\p{L}\p{N}])(?:ca|contract|token|mint|coin|gem|address|контракт|токен|contrato|kontrak)(?![\p{L}\p{N}])|合约|代币/iu;

let askedOf = "";
let isOfCodes = false;

/** Whether a text hands out codes of another kind, and does not speak of a contract. Asked of one text again and again: kept. */
export function speaksOfCodes(text: string): boolean {
  if (text !== askedOf) {
    askedOf = text;
    isOfCodes = CODES.test(text) && !CALLS_TOKEN.test(text);
  }
  return isOfCodes;
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
const GOES_ON = /(?:[,;&+/]|(?<![\p{L}])(?:and|y|e|et|und|и|ve|dan))\s*$/u;
const SAYS_ADDRESS = /addr|addy|адрес|direc|adres|endere/iu;
const CLOSE = 28;
const FROM_TO = /(?:^|\n)[^\p{L}\n]{0,4}from:?\s+\S{30,70}[^\n]{0,24}\n[^\p{L}\n]{0,4}to\s*$/iu;
const ARROWS = "➜➡→>⟶»";
const LOOK_FAR_BACK = 160;
const MAX_HEADER = 400;
const MAX_LIST = 8;
const FIRST_EMOJI = 0x2000;
const EMOJI_REACH = 12;

/** `holder of X:`, `my address`, an end of a transfer, a paid item of a list. Each is asked only where its last sign stands. */
function isSomebodys(text: string, start: number, end: number): boolean {
  let last = start - 1;
  while (last > start - MAX_CLOSERS && last >= 0 && text.charCodeAt(last) <= 32) last--;
  const sign = text[last] ?? "";
  const near = () => text.slice(Math.max(0, start - LOOK_FAR_BACK), start);
  const isColon = sign === ":" || sign === "：";
  if (isColon && OF_SOMEBODY.test(near())) return true;
  if ((isColon || isLetter(sign.charCodeAt(0))) && saysAddress(text, start) && MY_ADDRESS.test(near())) return true;
  if (sign === "o" && FROM_TO.test(near())) return true;
  if ((ARROWS.includes(sign) || sign === "o" || isArrowAhead(text, end)) && isAtArrow(text, start, end, near))
    return true;
  return isPaidItem(text, start, end);
}

/** Who is paid by a request of Solana Pay or EIP-681: `solana:<who>?amount=`, `ethereum:<who>@56?value=`, `/transfer?address=<who>`. */
function isPayee(text: string, start: number, end: number): boolean {
  const sign = text[start - 1];
  if (sign !== ":" && sign !== "-" && sign !== "=") return false;
  const before = text.slice(Math.max(0, start - MAX_REQUEST), start);
  return sign === "="
    ? /\/transfer\?\S{0,60}address=$/.test(before)
    : /(?:^|[^\p{L}])(?:solana:|ethereum:(?:pay-)?)$/iu.test(before) &&
        /^(?:@\d+)?\?/.test(text.slice(end, end + MAX_CLOSERS));
}

function saysAddress(text: string, start: number): boolean {
  return SAYS_ADDRESS.test(text.slice(Math.max(0, start - CLOSE), start));
}

function isArrowAhead(text: string, end: number): boolean {
  const sign = text[end] === " " ? text[end + 1] : text[end];
  return sign !== undefined && (ARROWS.includes(sign) || "-=t".includes(sign));
}

function isAtArrow(text: string, start: number, end: number, near: () => string): boolean {
  const close = text.slice(Math.max(0, start - MAX_CLOSERS), start);
  return (ARROW.test(close) || ARROW_AHEAD.test(text.slice(end, end + MAX_CLOSERS))) && isTransferLine(near());
}

function isTransferLine(near: string): boolean {
  return TRANSFER.test(near.slice(near.lastIndexOf("\n") + 1).replace(/[0-9A-Za-z]{32,}/g, ""));
}

/** What the address right before is called, where a word between goes on with the same. */
function labelOfAnother(text: string, start: number, depth: number): Label | undefined {
  if (!GOES_ON.test(text.slice(Math.max(0, start - 6), start))) return undefined;
  const match = AFTER_ANOTHER.exec(text.slice(Math.max(0, start - LOOK_BACK), start));
  if (match === null) return undefined;
  const at = start - match[0].length;
  const label = labelOf(text, at, at + match[1]!.length, depth + 1);
  return label === "wallet" || label === "pool" ? label : undefined;
}

/** A numbered item with an amount behind it, below words that speak of wallets. */
function isPaidItem(text: string, start: number, end: number): boolean {
  const line = lineBegunWithin(text, start, MAX_BULLET);
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

/** What the heading of a list says, for an address that is an item in it. */
function listLabel(text: string, start: number): Label | undefined {
  const words = headingWords(text, start);
  return words === undefined ? undefined : labelBefore(text, words);
}

/** Words of the line that heads a list, for an address that is an item in it: lines above that hold an address each. */
export function headingWords(text: string, start: number): Word[] | undefined {
  const line = lineBegunWithin(text, start, MAX_BULLET);
  if (line < 1 || !BULLET.test(text.slice(line, start))) return undefined;
  let end = line - 1;
  for (let count = 0; count < MAX_LIST && end > 0; count++) {
    const begin = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(begin, end);
    if (!LONE_ADDRESS.test(line)) return /[:：👇⬇⤵]\ufe0f?\s*$/u.test(line) ? wordsOf(text, begin, end) : undefined;
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
    if (pair === "new publickey" || pair === "not found") {
      index--;
      continue;
    }
    const label =
      (isAdjacent ? (adjacent.get(pair) ?? adjacent.get(word.text)) : undefined) ??
      loose.get(pair) ??
      loose.get(word.text);
    const inner = label === undefined && isAdjacent ? labelInName(text, word) : undefined;
    if (inner !== undefined) return inner;
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

/** `traderPublicKey`, `bondingCurveKey`: a name of several words that are written together. */
function labelInName(text: string, { start, end }: Word): Label | undefined {
  if (end - start < MIN_NAME) return undefined;
  const name = text.slice(start, end).split(/(?<=[a-z])(?=[A-Z])/);
  for (let index = name.length - 1; index >= 0 && name.length > 1; index--) {
    const word = name[index]!.toLowerCase();
    const label = adjacent.get(`${name[index - 1]?.toLowerCase() ?? ""} ${word}`) ?? adjacent.get(word);
    if (label !== undefined || !NEUTRAL.has(word)) return label;
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
  for (const [stem, label, reach] of STEMS) {
    if (reach !== "loose" && (!isAdjacent || /\d/.test(word))) continue;
    const at = word.indexOf(stem);
    if (at >= 0 && (reach === "loose" || !IDEOGRAPH.test(stem) || word.length - at - stem.length <= MAX_BEHIND_STEM))
      return label;
  }
  return undefined;
}
