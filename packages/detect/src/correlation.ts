/** A call with what is known around it; the more is given, the better stories are told apart. */
export interface CorrelatedCall {
  readonly key: string;
  /** `solana`, `ethereum`, ...; the family when the chain is unknown. */
  readonly chain: string;
  readonly ticker?: string;
  readonly name?: string;
  readonly deployer?: string;
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
}

const DEFAULT_WINDOW_MS = 24 * 3_600_000;
const DEFAULT_MAX_STORIES = 20_000;
const MAX_MEMBERS = 24;
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
  id: string;
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

  constructor(options: CorrelationOptions = {}) {
    this.#windowMs = options.windowMs ?? DEFAULT_WINDOW_MS;
    this.#maxStories = options.maxStories ?? DEFAULT_MAX_STORIES;
  }

  get size(): number {
    return this.#stories.size;
  }

  /** Takes in a call; returns its story once that spans two chains, else undefined. */
  observe(call: CorrelatedCall): Story | undefined {
    const known = this.#byKey.get(call.key);
    const row = known === undefined ? this.#join(call) : this.#stories.get(known)!;
    row.lastAtMs = Math.max(row.lastAtMs, call.atMs);
    row.ticker ??= call.ticker;
    row.name ??= call.name;
    for (const [sign] of signsOf(call)) if (!this.#bySign.has(sign)) this.#bySign.set(sign, row.id);
    this.#stories.delete(row.id);
    this.#stories.set(row.id, row);
    this.#evict();
    return new Set(row.members.map((member) => member.chain)).size > 1 ? toStory(row) : undefined;
  }

  /** States that two addresses are the same token, as a bridge's registry says. */
  bridge(first: CorrelatedCall, second: CorrelatedCall): Story {
    this.observe(first);
    const row = this.#stories.get(this.#byKey.get(first.key)!)!;
    if (!row.members.some((member) => member.key === second.key)) this.#addMember(row, second, ["bridged"]);
    return toStory(row);
  }

  storyOf(key: string): Story | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : toStory(this.#stories.get(id)!);
  }

  toState(): CorrelationState {
    return { version: 1, stories: [...this.#stories.values()].map(toStory) };
  }

  /** Signs of names and tickers come back with their stories; deployers and messages as they are seen again. */
  static fromState(state: CorrelationState, options: CorrelationOptions = {}): Correlator {
    const correlator = new Correlator(options);
    for (const story of state.stories) {
      const row: Row = { ...story, ticker: story.ticker, name: story.name, members: [...story.members] };
      correlator.#stories.set(row.id, row);
      for (const { key } of row.members) correlator.#byKey.set(key, row.id);
      if (row.ticker !== undefined) correlator.#bySign.set(`ticker ${row.ticker}`, row.id);
      if (row.name !== undefined) correlator.#bySign.set(`name ${fold(row.name)}`, row.id);
    }
    return correlator;
  }

  #join(call: CorrelatedCall): Row {
    const reasons: LinkReason[] = [];
    let row: Row | undefined;
    for (const [sign, reason] of signsOf(call)) {
      const id = this.#bySign.get(sign);
      const candidate = id === undefined ? undefined : this.#stories.get(id);
      if (
        candidate === undefined ||
        (row !== undefined && candidate !== row) ||
        !this.#mayJoin(candidate, call, reason)
      )
        continue;
      row = candidate;
      reasons.push(reason);
    }
    if (row === undefined) {
      row = {
        id: call.key,
        ticker: call.ticker,
        name: call.name,
        members: [],
        firstAtMs: call.atMs,
        lastAtMs: call.atMs,
      };
      this.#stories.set(row.id, row);
      for (const [sign] of signsOf(call)) this.#bySign.set(sign, row.id);
    }
    this.#addMember(row, call, reasons);
    return row;
  }

  /** By ticker or name alone only on another chain and near in time: on one chain the same ticker is a copy, not the token. */
  #mayJoin(row: Row, call: CorrelatedCall, reason: LinkReason): boolean {
    if (row.members.length >= MAX_MEMBERS) return false;
    const isOtherChain = row.members.every((member) => member.chain !== call.chain);
    return isOtherChain && (reason === "same-deployer" || Math.abs(call.atMs - row.lastAtMs) <= this.#windowMs);
  }

  #addMember(row: Row, call: CorrelatedCall, reasons: readonly LinkReason[]): void {
    row.members.push({ key: call.key, chain: call.chain, firstAtMs: call.atMs, reasons });
    row.firstAtMs = Math.min(row.firstAtMs, call.atMs);
    this.#byKey.set(call.key, row.id);
  }

  #evict(): void {
    while (this.#stories.size > this.#maxStories) {
      const [id, row] = this.#stories.entries().next().value!;
      this.#stories.delete(id);
      for (const { key } of row.members) this.#byKey.delete(key);
    }
    while (this.#bySign.size > this.#maxStories * 3) this.#bySign.delete(this.#bySign.keys().next().value!);
  }
}

function signsOf(call: CorrelatedCall): [string, LinkReason][] {
  const signs: [string, LinkReason][] = [
    [`message ${call.chatId} ${call.messageId}${call.ticker === undefined ? "" : ` ${call.ticker}`}`, "same-message"],
  ];
  if (call.deployer !== undefined) signs.push([`deployer ${call.deployer}`, "same-deployer"]);
  if (call.name !== undefined) signs.push([`name ${fold(call.name)}`, "same-name"]);
  if (call.ticker !== undefined) signs.push([`ticker ${call.ticker}`, "same-ticker"]);
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
