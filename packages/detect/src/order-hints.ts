/** Rank of a part by the words beside it; the last match counts. Between them lies `UNRANKED`. */
export const UNRANKED = 50;
export const LAST = 90;

const RANKS: readonly (readonly [number, RegExp])[] = [
  [
    1,
    /(?<![\p{L}\p{N}])(?:first(?: half| part| piece)?|1st|(?:part|step) (?:one|a)|starts?(?:ing)?(?: with)?|begins?(?:ning)?(?: with)?|beginning|head|left(?: half| side)?|front(?: half| part)?|top(?: half| part)?|opening|primer[ao]?|primeir[ao]|première?|premier|erster?|erste[rns]?|zuerst|prim[oa]|ilk|birinci|pertama|перв\p{L}*|начало|начин\p{L}*|сначала|đầu tiên|phần đầu|anfang|inicio|début|empieza|começa)(?![\p{L}\p{N}])|第一|前半|上半|先頭|开头|前面/giu,
  ],
  [
    2,
    /(?<![\p{L}\p{N}])(?:second(?: half| part| piece)?|2nd|(?:part|step) (?:two|b)|then|next|after (?:that|it)|behind (?:that|it)|followed by|right(?: half| side)?|middle(?: part)?|mid|center|centre|середин\p{L}*|mitte|medio|meio|milieu|segund[ao]|luego|después|depois|deuxième|ensuite|puis|zweite[rns]?|dann|danach|second[oa]|poi|sonra|ikinci|kedua|lalu|втор\p{L}*|потом|затем|дальше|tiếp theo|thứ hai|rest|remainder|the rest)(?![\p{L}\p{N}])|第二|后半|下半|後半|然后|接着/giu,
  ],
  [
    3,
    /(?<![\p{L}\p{N}])(?:third(?: part| piece)?|3rd|(?:part|step) (?:three|c)|tercer[ao]?|terceir[ao]|troisième|dritte[rns]?|terz[ao]|üçüncü|ketiga|трет\p{L}*|thứ ba)(?![\p{L}\p{N}])|第三/giu,
  ],
  [
    4,
    /(?<![\p{L}\p{N}])(?:fourth(?: part| piece)?|4th|(?:part|step) (?:four|d)|cuart[ao]|quart[ao]|quatrième|vierte[rns]?|keempat|четв\p{L}*)(?![\p{L}\p{N}])|第四/giu,
  ],
  [
    LAST,
    /(?<![\p{L}\p{N}])(?:last(?: part| piece)?|ends?(?:ing)?(?: with| in)?|back(?: half| part)?|bottom(?: half| part)?|final(?:ly|e)?|finish(?:es)?(?: with)?|tail|últim[ao]|al final|fim|dernière?|fin|letzte[rns]?|zuletzt|ende|ultim[oa]|son|terakhir|последн\p{L}*|конец|кончается|в конце|cuối cùng)(?![\p{L}\p{N}])|最后|末尾|结尾/giu,
  ],
];
/** Any of them: most words beside a part are none, and one look is cheaper than five. */
const RANKED = new RegExp(RANKS.map(([, { source }]) => source).join("|"), "iu");
const NUMBERED =
  /(?:(?:part|piece|half|step|chunk|bit|parte|partie|teil|часть|bagian|phần|bölüm|kısım|parça)\s*#?\s*([1-9])(?:\s*(?:\/|of|de|из|von)\s*[1-9])?|(?<![\p{L}\p{N}])([1-9])\s*(?:\/|of)\s*[1-9](?![\p{L}\p{N}])|(?:^|[\s([])#?([1-9])(?:\ufe0f?\u20e3|[.):\]]|(?<=#[1-9])(?=\s))|第?([1-9])(?:部分|段|部|节|片)|(?<![\p{L}\p{N}])([1-9])\s?[ªº°.]?\s?(?:parte|mitad|metade|metà|kısım|bölüm|parça|часть|half))/giu;
const ROMAN = ["I", "II", "III", "IV"];
const COUNTING: readonly string[] = [
  "one|uno|una|eins|un|um|один|раз|bir|satu|một|jeden|ek|一",
  "two|dos|due|zwei|deux|dois|два|iki|dua|hai|dwa|二",
  "three|tres|tre|drei|trois|três|три|üç|tiga|ba|trzy|teen|三",
  "four|cuatro|quattro|vier|quatre|quatro|четыре|dört|empat|bốn|cztery|四",
];
const LETTERED = new RegExp(
  `(?:^|[\\s([,])(?:([a-dx-z])|${COUNTING.map((words, index) => `(${words}|${ROMAN[index]!})`).join("|")})\\s*[.):：=\\]]\\s*$`,
  "iu",
);
/** The same right before a part, without a sign between; Roman ones begin a line. */
const COUNTED_OUT = new RegExp(
  `(?:^|[\\s,;([])(?:${COUNTING.map((words) => `(${words})`).join("|")})\\s+$|(?:^|\\n)(?:${ROMAN.map((words) => `(${words})`).join("|")}) +$`,
  "iu",
);
/** How many characters a part has is not its number. */
const COUNTED =
  /(?<![\p{L}])(first|last|next|final|other)\s+\d{1,2}(?:\s*(?:chars?|characters|letters|digits|symbols))?/giu;
/** What is called without its first part is the second, and the other way round. */
const WITHOUT =
  /(?<![\p{L}])(?:without|missing|minus|except|excluding|after|lacks?|no)\s+(?:the\s+)?(first|last|start|beginning|end|ending)(?![\p{L}])/giu;
/** Longer than a number in words with its sign. */
const MAX_COUNT = 16;
const CIRCLED = /[\u2460-\u2468\u2776-\u277e]/g;
const MAX_WORDS = 80;
/** An order word farther from a part speaks of something else. */
const MAX_AWAY = 32;
/** What else is first, second or last. */
const OF_ANOTHER =
  /^[^\p{L}\p{N}]*(?:floor|come|served|place|prize|time|day|week|month|year|round|class|name|row|gate|team|buy|buyers?|holders?|calls?|targets?|tp|entry|dip|winners?|person|guy|man|step|level|wave|drop|season|night|call)(?![\p{L}])/iu;
const SAYS_ANYTHING = /[\p{L}\p{N}]/u;

export type Side = "before" | "after";

/** The latest answers: the same words are asked about where a part is looked for and where it is put in its place. */
const MAX_KNOWN = 256;
const known: Readonly<Record<Side, Map<string, number>>> = { before: new Map(), after: new Map() };

/** Rank that the words right before a part (or right after it) give it. */
export function rankOf(words: string, side: Side): number {
  if (!SAYS_ANYTHING.test(words)) return UNRANKED;
  const near =
    words.length <= MAX_WORDS ? words : side === "before" ? words.slice(-MAX_WORDS) : words.slice(0, MAX_WORDS);
  let rank = known[side].get(near);
  if (rank === undefined) {
    if (known[side].size >= MAX_KNOWN) known[side].clear();
    known[side].set(near, (rank = readRank(near, side)));
  }
  return rank;
}

function readRank(words: string, side: Side): number {
  const isRanked = RANKED.test(words);
  const near = isRanked
    ? words
        .replace(COUNTED, "$1")
        .replace(WITHOUT, (_, missing: string) => (/^(?:l|e)/i.test(missing) ? "first" : "second"))
    : words;
  let rank = UNRANKED;
  let best = side === "before" ? -1 : MAX_WORDS + 1;
  const consider = (at: number, value: number, end = at) => {
    if (side === "before" ? near.length - end > MAX_AWAY : at > MAX_AWAY) return;
    if (side === "before" && OF_ANOTHER.test(near.slice(end))) return;
    if (side === "before" ? at > best : at < best) {
      best = at;
      rank = value;
    }
  };
  for (const [value, pattern] of isRanked ? RANKS : [])
    for (const match of near.matchAll(pattern)) consider(match.index, value, match.index + match[0].length);
  for (const match of /[1-9]/.test(near) ? near.matchAll(NUMBERED) : [])
    consider(match.index, Number(match.slice(1).find((group) => group !== undefined)), match.index + match[0].length);
  for (const match of /[^\0-\x7f]/.test(near) ? near.matchAll(CIRCLED) : [])
    consider(
      match.index,
      match[0].charCodeAt(0) < 0x2776 ? match[0].charCodeAt(0) - 0x245f : match[0].charCodeAt(0) - 0x2775,
    );
  if (side === "after" || rank !== UNRANKED) return rank;
  const close = near.slice(-MAX_COUNT);
  const counted = COUNTED_OUT.exec(close);
  if (counted !== null) return ((counted.findIndex((group, index) => index > 0 && group !== undefined) - 1) % 4) + 1;
  const lettered = LETTERED.exec(close);
  if (lettered === null) return rank;
  const word = lettered.findIndex((group, index) => index > 1 && group !== undefined);
  return word > 0 ? word - 1 : (lettered[1]!.toLowerCase().charCodeAt(0) - 96) % 23;
}

const REVERSED =
  /(?<![\p{L}])(?:revers\p{L}*|backwards?|(?:swap|flip) (?:them|the|parts|halves|both)|swapped|flipped|other way (?:a)?round|wrong order)(?![\p{L}])|倒序|反过来|наоборот|задом наперёд/iu;

/** Whether a text says that what it shows is to be read the other way round. */
export function saysReversed(text: string): boolean {
  return REVERSED.test(text);
}

const SPELLED_BACKWARDS =
  /(?<![\p{L}])(?:revers(?:e|ed|ing|er)|backwards?|esrever|sdrawkcab|right[ -]to[ -]left|mirror(?:ed)?|inverted|upside down|from (?:the )?end to (?:the )?start|al revés|à l'envers|rückwärts|flip it|tersten|ters çevir|dibalik|đảo ngược|odwrócon\p{L}*)(?![\p{L}])|倒序|倒着|反过来|逆に|задом напер[её]д|зеркальн\p{L}*|наоборот|справа налево/iu;

/** Whether the words around a key say that its characters are in reverse. */
export function saysSpelledBackwards(around: string): boolean {
  return SPELLED_BACKWARDS.test(around);
}
