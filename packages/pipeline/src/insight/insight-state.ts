import type {
  DetectionEntry,
  MessageRef,
  NewDetectionEntry,
  ReputationKind,
  ReputationView,
  TokenStory,
} from "@telewire/contracts";
import { AnomalyWatch, Correlator, ReputationBook, SpreadTracker } from "@telewire/detect";
import type {
  Anomaly,
  AnomalyState,
  CorrelatedCall,
  CorrelationState,
  Outcome,
  Reputation,
  ReputationState,
  SpreadReport,
  Story,
} from "@telewire/detect";
import { BoundedMap } from "../journal/bounded-map.ts";
import { FindingMemory } from "./finding-memory.ts";

/** A detection before anything is known around it. */
export type BareDetection = Omit<
  NewDetectionEntry,
  "firstSeen" | "occurrences" | "spread" | "reputation" | "story" | "validation"
>;

type Around = Pick<NewDetectionEntry, "firstSeen" | "occurrences" | "spread" | "reputation" | "story">;

/** Chats that make a call one that others took up. */
const SPREAD_CHATS = 3;
const EXPLAINED = 3;
const WORDS = 16_384;
/** Words that go with a stored state: what is read again after a restart is not older. */
const WORDS_KEPT_MS = 600_000;

/** The last word on a finding that was taken in; a `final` one already covers all entries of its time. */
interface Word {
  readonly appendedAt: number;
  readonly isFinal: boolean;
  readonly isRetraction: boolean;
}

export interface InsightPlainState {
  readonly reputations: ReputationState;
  readonly stories: CorrelationState;
  readonly anomalies: AnomalyState;
  readonly words: readonly (readonly [string, Word])[];
}

/**
 * What is known of addresses and of those who call them: a fold over the detections stream. Each entry changes it once,
 * whether it was made here (`call`, `retract`, `update`), came from another node, or is read again after a restart (`take`).
 */
export class InsightState {
  readonly spread = new SpreadTracker();
  readonly findings = new FindingMemory();
  readonly #words = new BoundedMap<string, Word>(WORDS);
  #reputations = new ReputationBook();
  #stories = new Correlator();
  #anomalies = new AnomalyWatch();
  #changes = 0;

  /** Grows with each entry that was taken in. */
  get changes(): number {
    return this.#changes;
  }

  get reputations(): ReputationBook {
    return this.#reputations;
  }

  get anomalies(): AnomalyWatch {
    return this.#anomalies;
  }

  /** Counts a call that is about to be written; returns it with what is known around it. */
  call(detection: BareDetection): { readonly entry: NewDetectionEntry; readonly anomalies: readonly Anomaly[] } {
    const atMs = Date.parse(detection.trace.telegramDate);
    const reputation = this.#reputationOf(detection, atMs);
    const { report, story, anomalies } = this.#count(detection, atMs);
    const { trace, ...rest } = detection;
    this.#speak(detection, true);
    return { entry: { ...rest, ...around(report, reputation, story), trace }, anomalies };
  }

  /** Takes back a call whose retraction is about to be written. */
  retract(entry: NewDetectionEntry): void {
    this.#takeBack(entry);
    this.#speak(entry, true);
  }

  /** Learns from an update that is about to be written; returns the story that it tells of, if any. */
  update(entry: NewDetectionEntry): NewDetectionEntry {
    const story = this.#learn(entry);
    this.#speak(entry, true);
    return story === undefined ? entry : { ...entry, story: storyView(story) };
  }

  /** An entry that was read. `isLast`: an archived row, which says all that came of the finding at once. */
  take({ id: _position, ...entry }: DetectionEntry, isLast = false): void {
    const { appendedAt } = entry.trace;
    const word = this.#words.get(wordOf(entry));
    if (word !== undefined && (word.isFinal ? word.appendedAt >= appendedAt : word.appendedAt > appendedAt)) return;
    if (entry.kind === "retraction") this.#takeBack(entry, isLast);
    else {
      this.#count(entry, Date.parse(entry.trace.telegramDate));
      if (entry.kind === "detectionUpdate") this.#learn(entry);
      this.findings.set(entry);
    }
    this.#speak(entry, isLast);
  }

  /** An archived finding that was forgotten here is remembered again; nothing is counted. */
  recall({ id: _position, ...entry }: DetectionEntry): void {
    const word = this.#words.get(wordOf(entry));
    const isTakenBack = word?.isRetraction === true && word.appendedAt > entry.trace.appendedAt;
    if (entry.kind !== "retraction" && !isTakenBack && !this.findings.has(entry)) this.findings.set(entry);
  }

  /** All but the spread and the findings, as plain data. */
  toState(): InsightPlainState {
    const words = [...this.#words.entries()];
    const newest = words.at(-1)?.[1].appendedAt ?? 0;
    return {
      reputations: this.#reputations.toState(),
      stories: this.#stories.toState(),
      anomalies: this.#anomalies.toState(),
      words: words.filter(([, { appendedAt }]) => appendedAt >= newest - WORDS_KEPT_MS),
    };
  }

  /** Before anything else is taken in. */
  restore({ reputations, stories, anomalies, words }: InsightPlainState): void {
    this.#reputations = ReputationBook.fromState(reputations);
    this.#stories = Correlator.fromState(stories);
    this.#anomalies = AnomalyWatch.fromState(anomalies);
    for (const [name, word] of words) this.#words.set(name, word);
  }

  storyOf(key: string): TokenStory | undefined {
    const story = this.#stories.storyOf(key);
    const isOne = new Set(story?.members.map(({ chain }) => chain)).size < 2;
    return story === undefined || isOne ? undefined : storyView(story);
  }

  #speak(entry: BareDetection, isFinal: boolean): void {
    this.#changes++;
    const { kind, trace } = entry;
    this.#words.set(wordOf(entry), { appendedAt: trace.appendedAt, isFinal, isRetraction: kind === "retraction" });
  }

  #count(detection: BareDetection, atMs: number): Counted {
    const { source, senderId, flags } = detection;
    const key = keyOf(detection);
    const report = this.spread.observe({ key, source, atMs, ...(senderId === undefined ? {} : { senderId }) });
    const story = this.#stories.observe(callOf(detection, key, atMs));
    if (report.isRepeat) return { report, story, anomalies: [] };
    this.#record(detection, report.isFirst ? "first" : "copy", atMs);
    if (flags.includes("checksum-mismatch")) this.#record(detection, "mismatch", atMs);
    const { firstCaller, spread, occurrencesInChat } = report;
    if (spread === SPREAD_CHATS && occurrencesInChat === 1)
      this.#record(
        { source: { ...source, chatId: firstCaller.chatId }, senderId: firstCaller.senderId },
        "spread",
        atMs,
      );
    const anomalies = this.anomalies.calls({
      chatId: source.chatId,
      ...(senderId === undefined ? {} : { senderId }),
      atMs,
      calls: [key],
      newCalls: report.isFirst ? [key] : [],
    });
    return { report, story, anomalies };
  }

  #takeBack(entry: NewDetectionEntry, isUnseen = false): void {
    const key = keyOf(entry);
    const atMs = Date.parse(entry.trace.telegramDate);
    const wasFirst = this.spread.isFirst(entry.source, key);
    const wasCounted = this.spread.forget(entry.source, key);
    this.findings.delete(entry);
    if (wasCounted || isUnseen) this.#record(entry, "retracted", atMs);
    if (wasFirst) this.#record(entry, "first", atMs, -1);
  }

  #learn(entry: NewDetectionEntry): Story | undefined {
    const { validation } = entry;
    if (validation === undefined) return undefined;
    const { status, kind, checkedAt, token } = validation;
    const isMissing = status === "refuted" && kind === "empty";
    const before = this.findings.of(entry.source).find((known) => wordOf(known) === wordOf(entry))?.validation;
    if (status === "confirmed") this.#record(entry, "valid", checkedAt);
    if (isMissing) this.#record(entry, "missing", checkedAt);
    else if (before?.kind === "empty") this.#record(entry, "missing", checkedAt, -1);
    const key = keyOf(entry);
    const name = textOf(token?.["name"]);
    const ticker = entry.ticker ?? textOf(token?.["symbol"])?.toUpperCase();
    const deployer = textOf(token?.["deployer"]);
    const bridgedFrom = originOf(token?.["bridgedFrom"]);
    return this.#stories.observe({
      ...callOf(entry, key, Date.parse(entry.trace.telegramDate)),
      ...(ticker === undefined ? {} : { ticker }),
      ...(name === undefined ? {} : { name }),
      ...(deployer === undefined ? {} : { deployer }),
      ...(bridgedFrom === undefined ? {} : { bridgedFrom }),
    });
  }

  #record(caller: CallerOf, outcome: Outcome, atMs: number, weight = 1): void {
    for (const [kind, id] of subjectsOf(caller)) this.reputations.record(kind, id, outcome, atMs, weight);
  }

  #reputationOf(caller: CallerOf, atMs: number): NonNullable<NewDetectionEntry["reputation"]> {
    return Object.fromEntries(
      subjectsOf(caller).map(([kind, id]) => [kind, reputationView(this.reputations.of(kind, id, atMs))] as const),
    );
  }
}

interface Counted {
  readonly report: SpreadReport;
  readonly story: Story | undefined;
  readonly anomalies: readonly Anomaly[];
}
interface CallerOf {
  readonly source: MessageRef;
  readonly senderId?: string | undefined;
  readonly forwardFromId?: string | undefined;
}

/** Who stands behind a call; a private chat is no channel. */
function subjectsOf({ source, senderId, forwardFromId }: CallerOf): (readonly [ReputationKind, string])[] {
  const subjects: (readonly [ReputationKind, string])[] = [];
  if (senderId !== undefined && senderId !== source.chatId) subjects.push(["sender", senderId]);
  if (source.chatId.startsWith("-")) subjects.push(["channel", source.chatId]);
  if (forwardFromId !== undefined) subjects.push(["forward", forwardFromId]);
  return subjects;
}

/** Equal for equal addresses; the same address on several EVM chains is one. */
export function keyOf({ family, address }: Pick<NewDetectionEntry, "family" | "address">): string {
  return `${family}:${address}`;
}

export function reputationView({ score, certainty, explanation }: Reputation): ReputationView {
  return { score, certainty, explanation: explanation.slice(0, EXPLAINED) };
}

/** Names a finding: an address on one surface of one message. */
export function wordOf({
  source,
  family,
  address,
  surface,
}: Pick<NewDetectionEntry, "source" | "family" | "address" | "surface">): string {
  return `${source.sessionId}/${source.chatId}/${source.messageId}/${family}/${address}/${surface}`;
}

function callOf({ source, chain, family, ticker, senderId }: BareDetection, key: string, atMs: number): CorrelatedCall {
  return {
    key,
    chain: chain ?? family,
    chatId: source.chatId,
    messageId: source.messageId,
    atMs,
    ...(ticker === undefined ? {} : { ticker }),
    ...(senderId === undefined ? {} : { senderId }),
  };
}

function around(
  report: SpreadReport,
  reputation: NonNullable<NewDetectionEntry["reputation"]>,
  story: Story | undefined,
): Around {
  const { isFirst, isFirstInChat, occurrencesInChat } = report;
  const { occurrences, ...spread } = spreadView(report);
  return {
    firstSeen: new Date(report.firstCaller.atMs).toISOString(),
    occurrences,
    spread: { isFirst, isFirstInChat, occurrencesInChat, ...spread },
    reputation,
    ...(story === undefined ? {} : { story: storyView(story) }),
  };
}

export function spreadView({
  occurrences,
  spread,
  callsPerMinute,
  firstCaller: { atMs, ...caller },
}: Pick<SpreadReport, "occurrences" | "spread" | "callsPerMinute" | "firstCaller">): {
  occurrences: number;
  chats: number;
  callsPerMinute: number;
  firstCaller: NonNullable<NewDetectionEntry["spread"]>["firstCaller"];
} {
  return { occurrences, chats: spread, callsPerMinute, firstCaller: { ...caller, date: new Date(atMs).toISOString() } };
}

function storyView({ id, ticker, name, members }: Story): TokenStory {
  return {
    id,
    ...(ticker === undefined ? {} : { ticker }),
    ...(name === undefined ? {} : { name }),
    members: members.map(({ key, chain, firstAtMs, reasons }) => ({
      address: key.slice(key.indexOf(":") + 1),
      chain,
      firstSeen: new Date(firstAtMs).toISOString(),
      reasons: [...reasons],
    })),
  };
}

/** Key of the token that a bridge minted another for. */
function originOf(value: unknown): string | undefined {
  const { chain, address } = (value ?? {}) as { readonly chain?: unknown; readonly address?: unknown };
  if (typeof chain !== "string" || typeof address !== "string") return undefined;
  return keyOf({ family: chain === "solana" ? "solana" : "evm", address });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
