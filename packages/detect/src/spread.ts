import type { MessageRef } from "@telewire/contracts";

/** One address in one message, as the pipeline sees it. `atMs`: when Telegram dated it. */
export interface Occurrence {
  readonly key: string;
  readonly source: MessageRef;
  readonly senderId?: string;
  readonly atMs: number;
}
export interface Caller {
  readonly chatId: string;
  readonly senderId?: string;
  readonly messageId: string;
  readonly atMs: number;
}
export interface SpreadReport {
  /** Nobody called it within the global window. */
  readonly isFirst: boolean;
  /** Nobody called it in this chat within the chat's window. */
  readonly isFirstInChat: boolean;
  /** The same message said it before: an edit or a repeated delivery. Counts are unchanged. */
  readonly isRepeat: boolean;
  readonly occurrences: number;
  readonly occurrencesInChat: number;
  /** Chats that called it within the global window. */
  readonly spread: number;
  /** Calls in the last minute. */
  readonly callsPerMinute: number;
  readonly firstCaller: Caller;
}
export interface SpreadOptions {
  readonly globalWindowMs?: number;
  readonly chatWindowMs?: number;
  /** Addresses kept; the one unseen for longest goes first. */
  readonly maxAddresses?: number;
}

interface Call {
  readonly chatId: string;
  readonly messageId: string;
  readonly sessionId: string;
  readonly senderId?: string;
  readonly atMs: number;
}
/** Calls of one address, by time; and the times in each chat. */
interface Address {
  readonly calls: Call[];
  readonly chats: Map<string, number[]>;
}
/** Addresses with their calls; an address without calls is none. */
export type SpreadSlice = readonly (readonly [string, readonly Call[]])[];

const DEFAULT_GLOBAL_WINDOW_MS = 24 * 3_600_000;
const DEFAULT_CHAT_WINDOW_MS = 6 * 3_600_000;
const DEFAULT_MAX_ADDRESSES = 100_000;
const MAX_CALLS = 2_000;
const MINUTE_MS = 60_000;

/**
 * Who called an address first, how often and where, over windows of time. Counts are of messages, so that deliveries
 * and edits repeat nothing, and a deleted message is taken back. The state is plain data, given in slices: kept over a restart, the counts stay exact.
 */
export class SpreadTracker {
  readonly #globalWindowMs: number;
  readonly #chatWindowMs: number;
  readonly #maxAddresses: number;
  /** Least recently seen first. */
  readonly #addresses = new Map<string, Address>();
  /** Keys that a message called. */
  readonly #messages = new Map<string, Set<string>>();
  /** Changed since the first slice was taken. */
  #touched: Set<string> | undefined;

  constructor(options: SpreadOptions = {}) {
    this.#globalWindowMs = options.globalWindowMs ?? DEFAULT_GLOBAL_WINDOW_MS;
    this.#chatWindowMs = options.chatWindowMs ?? DEFAULT_CHAT_WINDOW_MS;
    this.#maxAddresses = options.maxAddresses ?? DEFAULT_MAX_ADDRESSES;
  }

  get size(): number {
    return this.#addresses.size;
  }

  observe(occurrence: Occurrence): SpreadReport {
    const { key, source, atMs } = occurrence;
    const address = this.#live(key, atMs) ?? { calls: [], chats: new Map<string, number[]>() };
    const isRepeat = this.#messages.get(referenceOf(source))?.has(key) === true;
    const isFirst = address.calls.length === 0;
    const isFirstInChat = this.#countInChat(address, source.chatId, atMs) === 0;
    if (!isRepeat)
      this.#insert(key, address, {
        chatId: source.chatId,
        messageId: source.messageId,
        sessionId: source.sessionId,
        ...(occurrence.senderId === undefined ? {} : { senderId: occurrence.senderId }),
        atMs,
      });
    this.#addresses.delete(key);
    this.#addresses.set(key, address);
    this.#evict();
    return { isFirst, isFirstInChat, isRepeat, ...this.#summary(address, source.chatId, atMs) };
  }

  /** A message was deleted, or edited so that only `kept` remain in it. Returns the keys that it no longer calls. */
  retract(source: MessageRef, kept: ReadonlySet<string> = new Set()): string[] {
    const gone = [...(this.#messages.get(referenceOf(source)) ?? [])].filter((key) => !kept.has(key));
    for (const key of gone) this.forget(source, key);
    return gone;
  }

  /** Whether a message is the first caller of an address. */
  isFirst(source: MessageRef, key: string): boolean {
    const first = this.#addresses.get(key)?.calls[0];
    return first !== undefined && isFrom(first, source);
  }

  /** One call is taken back; false when it was not counted (any more). */
  forget(source: MessageRef, key: string): boolean {
    const address = this.#addresses.get(key);
    const at = address?.calls.findIndex((call) => isFrom(call, source)) ?? -1;
    if (address === undefined || at < 0) return false;
    this.#remove(key, address, at);
    if (address.calls.length === 0) this.#addresses.delete(key);
    return true;
  }

  /** Figures of an address as of `atMs`, or undefined when nobody called it within the window. */
  report(
    key: string,
    atMs: number,
  ): Omit<SpreadReport, "isFirst" | "isFirstInChat" | "isRepeat" | "occurrencesInChat"> | undefined {
    const address = this.#live(key, atMs);
    if (address === undefined) return undefined;
    const { occurrencesInChat: _, ...summary } = this.#summary(address, "", atMs);
    return summary;
  }

  /**
   * The state in slices of about `maxCalls` calls, between which the tracker may be used. `lastSlice`, in the turn in which
   * the slices ended, gives what changed meanwhile.
   */
  *slices(maxCalls: number): Generator<SpreadSlice> {
    this.#touched = new Set();
    let slice: [string, readonly Call[]][] = [];
    let calls = 0;
    for (const key of Array.from(this.#addresses.keys())) {
      slice.push([key, [...(this.#addresses.get(key)?.calls ?? [])]]);
      calls += slice.at(-1)![1].length;
      if (calls < maxCalls) continue;
      yield slice;
      slice = [];
      calls = 0;
    }
    if (slice.length > 0) yield slice;
  }

  lastSlice(): SpreadSlice {
    const touched = [...(this.#touched ?? [])];
    this.#touched = undefined;
    return touched.map((key) => [key, [...(this.#addresses.get(key)?.calls ?? [])]] as const);
  }

  /** Takes slices back in their order; a later one replaces what an earlier one said of an address. */
  restore(slice: SpreadSlice): void {
    for (const [key, calls] of slice) {
      for (const call of this.#addresses.get(key)?.calls ?? []) this.#forget(referenceOf(call), key);
      this.#addresses.delete(key);
      if (calls.length === 0) continue;
      const address: Address = { calls: [], chats: new Map() };
      this.#addresses.set(key, address);
      for (const call of calls) this.#insert(key, address, call);
    }
  }

  #summary(
    address: Address,
    chatId: string,
    atMs: number,
  ): Omit<SpreadReport, "isFirst" | "isFirstInChat" | "isRepeat"> {
    const { calls, chats } = address;
    const [first] = calls as [Call];
    let callsPerMinute = 0;
    for (let at = calls.length - 1; at >= 0 && calls[at]!.atMs > atMs - MINUTE_MS; at--)
      if (calls[at]!.atMs <= atMs) callsPerMinute++;
    return {
      occurrences: calls.length,
      occurrencesInChat: this.#countInChat(address, chatId, atMs),
      spread: chats.size,
      callsPerMinute,
      firstCaller: {
        chatId: first.chatId,
        ...(first.senderId === undefined ? {} : { senderId: first.senderId }),
        messageId: first.messageId,
        atMs: first.atMs,
      },
    };
  }

  #countInChat({ chats }: Address, chatId: string, atMs: number): number {
    const times = chats.get(chatId) ?? [];
    const since = atMs - this.#chatWindowMs;
    let count = 0;
    while (count < times.length && times[times.length - 1 - count]! > since) count++;
    return count;
  }

  /** Calls of an address within the global window; older ones are dropped. */
  #live(key: string, atMs: number): Address | undefined {
    const address = this.#addresses.get(key);
    if (address === undefined) return undefined;
    const since = atMs - this.#globalWindowMs;
    while (address.calls.length > 0 && address.calls[0]!.atMs <= since) this.#remove(key, address, 0);
    if (address.calls.length > 0) return address;
    this.#addresses.delete(key);
    return undefined;
  }

  /** By time: a message that arrives late (a gap that was filled) may turn out to be the first caller. */
  #insert(key: string, address: Address, call: Call): void {
    this.#touched?.add(key);
    const { calls, chats } = address;
    let at = calls.length;
    while (at > 0 && calls[at - 1]!.atMs > call.atMs) at--;
    calls.splice(at, 0, call);
    const times = chats.get(call.chatId);
    if (times === undefined) chats.set(call.chatId, [call.atMs]);
    else {
      let place = times.length;
      while (place > 0 && times[place - 1]! > call.atMs) place--;
      times.splice(place, 0, call.atMs);
    }
    this.#remember(call, key);
    if (calls.length > MAX_CALLS) this.#remove(key, address, 1);
  }

  #remove(key: string, { calls, chats }: Address, at: number): void {
    this.#touched?.add(key);
    const [call] = calls.splice(at, 1) as [Call];
    const times = chats.get(call.chatId)!;
    if (times.length === 1) chats.delete(call.chatId);
    else times.splice(times.indexOf(call.atMs), 1);
    this.#forget(referenceOf(call), key);
  }

  #evict(): void {
    while (this.#addresses.size > this.#maxAddresses) {
      const [key, { calls }] = this.#addresses.entries().next().value!;
      this.#touched?.add(key);
      for (const call of calls) this.#forget(referenceOf(call), key);
      this.#addresses.delete(key);
    }
  }

  #remember(call: Call, key: string): void {
    const reference = referenceOf(call);
    const keys = this.#messages.get(reference);
    if (keys === undefined) this.#messages.set(reference, new Set([key]));
    else keys.add(key);
  }

  #forget(reference: string, key: string): void {
    const keys = this.#messages.get(reference);
    keys?.delete(key);
    if (keys?.size === 0) this.#messages.delete(reference);
  }
}

/** Channels number their messages for all; elsewhere each account has numbers of its own. */
function referenceOf({ sessionId, chatId, messageId }: MessageRef): string {
  return chatId.startsWith("-100") ? `${chatId} ${messageId}` : `${chatId} ${messageId} ${sessionId}`;
}

function isFrom(call: Call, { sessionId, chatId, messageId }: MessageRef): boolean {
  return (
    call.messageId === messageId &&
    call.chatId === chatId &&
    (call.sessionId === sessionId || chatId.startsWith("-100"))
  );
}
