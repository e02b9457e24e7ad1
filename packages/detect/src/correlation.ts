/** A call with what is known around it; the more is given, the better stories are told apart. */
export interface CorrelatedCall {
  readonly key: string;
  /** `solana`, `ethereum`, ...; the family when the chain is unknown. */
  readonly chain: string;
  readonly ticker?: string;
  readonly name?: string;
  /** Plain account that has the say over the contract. */
  readonly deployer?: string;
  /** Key of the token that a bridge minted this one for. */
  readonly bridgedFrom?: string;
  readonly chatId: string;
  readonly senderId?: string;
  readonly messageId: string;
  readonly atMs: number;
}
export type LinkReason = "same-message" | "same-deployer" | "same-name" | "same-ticker" | "bridged";
export interface StoryMember {
  readonly key: string;
  readonly chain: string;
  readonly firstAtMs: number;
  /** Why it belongs to the story; empty for the one that began it. */
  readonly reasons: readonly LinkReason[];
}
/** One token called on several chains. */
export interface Story {
  readonly id: string;
  readonly ticker?: string;
  readonly name?: string;
  readonly members: readonly StoryMember[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}
export interface CorrelationOptions {
  /** How far apart in time calls by ticker or name alone may lie. Default 24 h. */
  readonly windowMs?: number;
  readonly maxStories?: number;
}
export interface CorrelationState {
  readonly version: 1;
  readonly stories: readonly Story[];
  /** What else leads to a story: deployers and origins of bridged tokens, with the story's id. */
  readonly signs: readonly (readonly [string, string])[];
}

const DEFAULT_WINDOW_MS = 24 * 3_600_000;
const DEFAULT_MAX_STORIES = 20_000;
const MAX_MEMBERS = 24;
const LASTING_SIGN = /^(?:origin|deployer) /;
const CASHTAG = /(?<![\p{L}\p{N}_$])\$([\p{L}][\p{L}\p{N}]{1,14})(?![\p{L}\p{N}])/gu;
/** Tickers of money and chains: they say nothing about which token is meant. */
const COMMON: ReadonlySet<string> = new Set([
  "SOL",
  "ETH",
  "BTC",
  "BNB",
  "USDT",
  "USDC",
  "TON",
  "TRX",
  "SUI",
  "APT",
  "USD",
  "WETH",
  "WSOL",
  "DAI",
  "MATIC",
  "POL",
  "AVAX",
]);

/** Cashtags of a text in upper case, without those of money. */
export function tickersOf(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(CASHTAG))
    if (!COMMON.has(match[1]!.toUpperCase())) found.add(match[1]!.toUpperCase());
  return [...found];
}

interface Row {
  readonly id: string;
  /** Ids of stories that turned out to be this one. */
  readonly absorbed: string[];
  ticker: string | undefined;
  name: string | undefined;
  members: StoryMember[];
  firstAtMs: number;
  lastAtMs: number;
}

/** Joins calls on different chains into one story. Streaming, bounded, plain state. */
export class Correlator {
  readonly #windowMs: number;
  readonly #maxStories: number;
  readonly #stories = new Map<string, Row>();
  readonly #byKey = new Map<string, string>();
  readonly #bySign = new Map<string, string>();
  /** Ids of absorbed stories. */
  readonly #aliases = new Map<string, string>();

  constructor(options: CorrelationOptions = {}) {
    this.#windowMs = options.windowMs ?? DEFAULT_WINDOW_MS;
    this.#maxStories = options.maxStories ?? DEFAULT_MAX_STORIES;
  }

  get size(): number {
    return this.#stories.size;
  }

  /** Takes in a call, or what was learned of it since; returns its story once that spans two chains, else undefined. */
  observe(call: CorrelatedCall): Story | undefined {
    const signs = signsOf(call);
    const known = this.#byKey.get(call.key);
    const row = known === undefined ? this.#join(call, signs) : this.#unite(this.#row(known)!, call, signs);
    row.lastAtMs = Math.max(row.lastAtMs, call.atMs);
    row.ticker ??= call.ticker;
    row.name ??= call.name;
    for (const [sign] of signs) if (!this.#bySign.has(sign)) this.#bySign.set(sign, row.id);
    this.#stories.delete(row.id);
    this.#stories.set(row.id, row);
    this.#evict();
    return new Set(row.members.map((member) => member.chain)).size > 1 ? toStory(row) : undefined;
  }

  storyOf(key: string): Story | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : toStory(this.#row(id)!);
  }

  toState(): CorrelationState {
    const signs = [...this.#bySign]
      .filter(([sign]) => LASTING_SIGN.test(sign))
      .flatMap(([sign, id]) => {
        const row = this.#row(id);
        return row === undefined ? [] : [[sign, row.id] as const];
      });
    return { version: 1, stories: [...this.#stories.values()].map(toStory), signs };
  }

  /** Messages lead to their stories as they are seen again. */
  static fromState(state: CorrelationState, options: CorrelationOptions = {}): Correlator {
    const correlator = new Correlator(options);
    for (const story of state.stories) {
      const { ticker, name } = story;
      const row: Row = { ...story, absorbed: [], ticker, name, members: [...story.members] };
      correlator.#stories.set(row.id, row);
      for (const { key } of row.members) correlator.#byKey.set(key, row.id);
      if (ticker !== undefined) correlator.#bySign.set(`ticker ${ticker}`, row.id);
      if (name !== undefined) correlator.#bySign.set(`name ${fold(name)}`, row.id);
    }
    for (const [sign, id] of state.signs) correlator.#bySign.set(sign, id);
    return correlator;
  }

  #row(id: string): Row | undefined {
    return this.#stories.get(this.#aliases.get(id) ?? id);
  }

  /** The first story that a sign leads to, the strongest sign first, with all that speaks for it. */
  #linked(
    signs: readonly Sign[],
    mayJoin: (candidate: Row, reason: LinkReason) => boolean,
  ): readonly [Row, LinkReason[]] | undefined {
    let found: [Row, LinkReason[]] | undefined;
    for (const [sign, reason] of signs) {
      const id = this.#bySign.get(sign);
      const candidate = id === undefined ? undefined : this.#row(id);
      if (candidate === undefined || (found !== undefined && candidate !== found[0]) || !mayJoin(candidate, reason))
        continue;
      found ??= [candidate, []];
      if (!found[1].includes(reason)) found[1].push(reason);
    }
    return found;
  }

  #join(call: CorrelatedCall, signs: readonly Sign[]): Row {
    const linked = this.#linked(signs, (candidate, reason) => this.#mayJoin(candidate, [call.chain], call, reason));
    const row = linked?.[0] ?? {
      id: call.key,
      absorbed: [],
      ticker: call.ticker,
      name: call.name,
      members: [],
      firstAtMs: call.atMs,
      lastAtMs: call.atMs,
    };
    if (linked === undefined) {
      this.#stories.set(row.id, row);
      for (const [sign] of signs) this.#bySign.set(sign, row.id);
    }
    row.members.push({ key: call.key, chain: call.chain, firstAtMs: call.atMs, reasons: linked?.[1] ?? [] });
    row.firstAtMs = Math.min(row.firstAtMs, call.atMs);
    this.#byKey.set(call.key, row.id);
    return row;
  }

  /** What was learned since may show that two stories are one: the younger goes into the older. */
  #unite(row: Row, call: CorrelatedCall, signs: readonly Sign[]): Row {
    const chains = row.members.map((member) => member.chain);
    const linked = this.#linked(
      signs,
      (candidate, reason) => candidate !== row && this.#mayJoin(candidate, chains, call, reason),
    );
    if (linked === undefined) return row;
    const [other, reasons] = linked;
    const [older, younger] = other.firstAtMs <= row.firstAtMs ? [other, row] : [row, other];
    for (const [index, member] of younger.members.entries()) {
      older.members.push(index === 0 ? { ...member, reasons } : member);
      this.#byKey.set(member.key, older.id);
    }
    older.lastAtMs = Math.max(older.lastAtMs, younger.lastAtMs);
    older.ticker ??= younger.ticker;
    older.name ??= younger.name;
    older.absorbed.push(younger.id, ...younger.absorbed);
    for (const id of older.absorbed) this.#aliases.set(id, older.id);
    this.#stories.delete(younger.id);
    return older;
  }

  /**
   * A bridge's word holds always. Otherwise only on another chain, where on one the same ticker is a copy, not the token;
   * and by ticker, name or message alone only near in time.
   */
  #mayJoin(row: Row, chains: readonly string[], call: CorrelatedCall, reason: LinkReason): boolean {
    if (row.members.length + chains.length > MAX_MEMBERS) return false;
    if (reason === "bridged") return true;
    const isOtherChain = row.members.every((member) => !chains.includes(member.chain));
    return isOtherChain && (reason === "same-deployer" || Math.abs(call.atMs - row.lastAtMs) <= this.#windowMs);
  }

  #evict(): void {
    while (this.#stories.size > this.#maxStories) {
      const [id, row] = this.#stories.entries().next().value!;
      this.#stories.delete(id);
      for (const { key } of row.members) this.#byKey.delete(key);
      for (const absorbed of row.absorbed) this.#aliases.delete(absorbed);
    }
    while (this.#bySign.size > this.#maxStories * 4) this.#bySign.delete(this.#bySign.keys().next().value!);
  }
}

type Sign = readonly [sign: string, reason: LinkReason];

/** Strongest first. A token is a sign of itself for those that a bridge minted for it. */
function signsOf({ key, bridgedFrom, deployer, chatId, messageId, ticker, name }: CorrelatedCall): Sign[] {
  const signs: Sign[] = [[`origin ${key}`, "bridged"]];
  if (bridgedFrom !== undefined) signs.push([`origin ${bridgedFrom}`, "bridged"]);
  if (deployer !== undefined) signs.push([`deployer ${deployer}`, "same-deployer"]);
  signs.push([`message ${chatId} ${messageId}${ticker === undefined ? "" : ` ${ticker}`}`, "same-message"]);
  if (name !== undefined) signs.push([`name ${fold(name)}`, "same-name"]);
  if (ticker !== undefined) signs.push([`ticker ${ticker}`, "same-ticker"]);
  return signs;
}

function fold(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function toStory({ id, ticker, name, members, firstAtMs, lastAtMs }: Row): Story {
  return {
    id,
    ...(ticker === undefined ? {} : { ticker }),
    ...(name === undefined ? {} : { name }),
    members: [...members],
    firstAtMs,
    lastAtMs,
  };
}
