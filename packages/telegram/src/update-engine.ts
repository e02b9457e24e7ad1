import type { tl } from "@mtcute/core";
import type { Clock, Logger } from "@telewire/kit";
import { askUntilAnswered } from "./ask-until-answered.ts";
import type { TelegramCall } from "./ask-until-answered.ts";
import { fetchChannelDifference, fetchCommonDifference } from "./difference.ts";
import { loadDialogs } from "./dialogs.ts";
import { EventWriter } from "./event-writer.ts";
import { MessageBox } from "./message-box.ts";
import { isChannelId, markedChannelId, markedPeerId } from "./peer-store.ts";
import type { PeerStore } from "./peer-store.ts";
import { expandShortMessage } from "./short-message.ts";
import type { UpdateJournal } from "./update-journal.ts";
import { channelOf } from "./update-place.ts";

/** How long the missing update of a small gap may take (api/updates). */
const GAP_WAIT_MS = 500;
const MAX_CHANNEL_FETCHES = 4;

export interface EngineOptions {
  readonly sessionId: string;
  readonly selfId: number;
  readonly peers: PeerStore;
  readonly journal: UpdateJournal;
  readonly call: TelegramCall;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A random id became a message. */
  readonly onSent?: (update: tl.RawUpdateMessageID) => void;
  /** Everything that was missed is in the journal. */
  readonly onCaughtUp: () => void;
  /** A difference brought something. */
  readonly onGapRecovered: () => void;
  readonly onBackfilled: (messages: number) => void;
}

const NEVER_ABORTED = new AbortController().signal;

/**
 * Keeps the sequences of updates of one account (api/updates): applies what is next, waits for what is late, fetches
 * the difference for what is missing, and gives messages to the journal exactly once and in order per chat.
 * Missing names of peers never hold a message back.
 */
export class UpdateEngine {
  readonly #options: EngineOptions;
  readonly #writer: EventWriter;
  readonly common = new MessageBox(0);
  readonly #channels = new Map<number, MessageBox>();
  readonly #dirty = new Set<MessageBox>();
  /** Newest message of each chat that was back-filled: the differences that follow repeat some of them. */
  readonly #filledTo = new Map<number, number>();
  readonly #channelQueue: (() => void)[] = [];
  #channelFetches = 0;
  #signal: AbortSignal = NEVER_ABORTED;
  #isPaused = false;
  #isCatchingUp = false;
  qts = 0;
  seq = 0;
  /** Date of the last difference. Telegram tells which channels moved since then. */
  date = 0;
  /** `date` once the channels that it covers have been fetched: a crash in between must not lose them. */
  #durableDate = 0;
  #seenSeq = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#writer = new EventWriter(options);
  }

  get peers(): PeerStore {
    return this.#options.peers;
  }
  get logger(): Logger {
    return this.#options.logger;
  }
  get journal(): UpdateJournal {
    return this.#options.journal;
  }

  restore(state: ReadonlyMap<string, string>): void {
    for (const [key, value] of state) {
      const numbers = value.split(":").map(Number);
      if (key === "common") {
        const [pts = -1, qts = 0, date = 0, seq = 0, lastMessageId = 0] = numbers;
        Object.assign(this.common, { pts, lastMessageId });
        this.qts = qts;
        this.seq = seq;
        this.date = this.#durableDate = date;
      } else if (key.startsWith("channel:")) {
        const [pts = -1, lastMessageId = 0] = numbers;
        Object.assign(this.channel(Number(key.slice("channel:".length))), { pts, lastMessageId });
      }
    }
  }

  /** Writes the state of what has changed since the last batch. */
  collectState(set: (key: string, value: string | null) => void): void {
    for (const box of this.#dirty) {
      if (box.channelId === 0)
        set("common", `${box.pts}:${this.qts}:${this.#durableDate}:${this.seq}:${box.lastMessageId}`);
      else
        set(`channel:${box.channelId}`, this.#channels.has(box.channelId) ? `${box.pts}:${box.lastMessageId}` : null);
    }
    this.#dirty.clear();
  }

  start(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** Updates are dropped from now on and no state moves: after `resume`, `catchUp` brings them. */
  pause(): void {
    this.#isPaused = true;
    for (const box of this.#boxes()) box.dropHeld();
  }
  resume(): void {
    this.#isPaused = false;
  }

  stop(): void {
    this.pause();
  }

  /** Fetches everything since the last known state, or takes the present state when there is none. */
  catchUp(): void {
    this.#isCatchingUp = true;
    void this.#fetchCommon();
    for (const box of this.#channels.values()) if (box.isStale) this.fetchChannel(box.channelId);
  }

  /** A state that Telegram told of outside of the updates: when it is ahead of ours for longer than a gap, updates were lost. */
  compare(state: tl.updates.RawState): void {
    if (state.pts > this.common.pts && !this.common.isFetching) this.#awaitGap(this.common, state.pts);
  }

  handle(updates: tl.TypeUpdates, receivedAt: number): void {
    switch (updates._) {
      case "updates":
      case "updatesCombined":
        this.peers.storeAll(updates.users, updates.chats);
        for (const update of updates.updates) this.route(update, receivedAt);
        if (updates.seq !== 0)
          this.#sequence(updates._ === "updatesCombined" ? updates.seqStart : updates.seq, updates.seq);
        return;
      case "updateShort":
        this.route(updates.update, receivedAt);
        return;
      case "updateShortMessage":
      case "updateShortChatMessage":
        this.route(expandShortMessage(updates, this.#options.selfId), receivedAt);
        return;
      case "updatesTooLong":
        this.catchUp();
        return;
      case "updateShortSentMessage":
        this.#options.logger.debug("updateShortSentMessage outside of an answer");
    }
  }

  route(update: tl.TypeUpdate, receivedAt: number): void {
    if (update._ === "updateChannelTooLong") {
      const box = this.channel(update.channelId);
      if (update.pts !== undefined && update.pts <= box.pts) return;
      if (update.pts !== undefined) box.hintPts = update.pts;
      this.fetchChannel(update.channelId);
      return;
    }
    if (update._ === "updateChannel") {
      this.#onChannelChanged(update.channelId);
      return;
    }
    if (update._ === "updatePtsChanged") {
      this.common.pts = -1;
      this.catchUp();
      return;
    }
    if (update._ === "updateMessageID") this.#options.onSent?.(update);
    if ("qts" in update && update.qts > this.qts) this.qts = update.qts;
    if (!("pts" in update) || !("ptsCount" in update) || update.pts === undefined || update.ptsCount === undefined)
      return;
    const channelId = channelOf(update);
    if (channelId !== null)
      this.offer(channelId === 0 ? this.common : this.channel(channelId), {
        update,
        pts: update.pts,
        ptsCount: update.ptsCount,
        receivedAt,
      });
  }

  /** An update that has a place in a sequence: applied, held or dropped. */
  offer(box: MessageBox, held: Parameters<MessageBox["hold"]>[0]): void {
    if (this.#isPaused) {
      box.isStale = true;
      return;
    }
    if (box.isFetching || (box.channelId === 0 && box.pts < 0)) {
      box.hold(held);
      return;
    }
    const verdict = box.verdict(held.pts, held.ptsCount);
    if (verdict === "old") return;
    if (verdict === "gap") {
      box.hold(held);
      this.#awaitGap(box, held.pts);
      return;
    }
    this.#advance(box, held);
    if (box.hasHeld) this.#drain(box);
  }

  /** An update that is next in its sequence or came with a difference. */
  apply(update: tl.TypeUpdate, receivedAt: number): void {
    if (update._ === "updateNewMessage" || update._ === "updateNewChannelMessage")
      this.applyMessage(update.message, receivedAt, false);
    else this.#writer.update(update, receivedAt);
  }

  /** True when it was new. Service messages and empty ones count as seen and are not handed on. */
  applyMessage(message: tl.TypeMessage, receivedAt: number, isBackfilled: boolean): boolean {
    if (message._ === "messageEmpty") return false;
    const chatId = markedPeerId(message.peerId);
    const box = isChannelId(chatId) ? this.channel((message.peerId as tl.RawPeerChannel).channelId) : this.common;
    if (message.id <= (this.#filledTo.get(chatId) ?? 0) || !box.isNew(message.id)) return false;
    this.#dirty.add(box);
    return this.#writer.message(message, receivedAt, isBackfilled);
  }

  markFilled({ id, peerId }: tl.TypeMessage): void {
    if (peerId !== undefined) this.#filledTo.set(markedPeerId(peerId), id);
  }

  markDirty(box: MessageBox): void {
    this.#dirty.add(box);
    this.journal.touch();
  }

  channel(channelId: number): MessageBox {
    let box = this.#channels.get(channelId);
    if (box === undefined) {
      box = new MessageBox(channelId);
      this.#channels.set(channelId, box);
    }
    return box;
  }
  hasChannel(channelId: number): boolean {
    return this.#channels.has(channelId);
  }

  forgetChannel(channelId: number): void {
    const box = this.#channels.get(channelId);
    if (box === undefined) return;
    box.dropHeld();
    this.#channels.delete(channelId);
    this.markDirty(box);
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }
  nowMs(): number {
    return this.#options.clock.now();
  }
  gapRecovered(): void {
    this.#options.onGapRecovered();
  }
  backfilled(messages: number): void {
    this.#options.onBackfilled(messages);
  }

  /** Asks until Telegram answers (see `askUntilAnswered`), while the journal takes what comes of it. */
  ask<Request extends tl.RpcMethod>(request: Request): Promise<tl.RpcCallReturn[Request["_"]]> {
    const { call, logger } = this.#options;
    return askUntilAnswered(request, { call, logger, signal: this.#signal, ready: () => this.journal.ready() });
  }

  fetchChannel(channelId: number): void {
    const box = this.channel(channelId);
    box.isStale = false;
    if (box.isFetching) {
      box.needsFetch = true;
      return;
    }
    box.isFetching = true;
    this.#channelFetches++;
    this.#channelQueue.push(
      () => void this.#runFetch(box, () => fetchChannelDifference(this, box)).finally(() => this.#channelFetched()),
    );
    if (this.#channelFetches <= MAX_CHANNEL_FETCHES) this.#channelQueue.shift()?.();
  }

  #channelFetched(): void {
    this.#channelFetches--;
    this.#channelQueue.shift()?.();
    this.#checkCaughtUp();
  }

  async #fetchCommon(): Promise<void> {
    const box = this.common;
    if (box.isFetching) {
      box.needsFetch = true;
      return;
    }
    box.isFetching = true;
    await this.#runFetch(box, () => (box.pts < 0 ? this.#takePresentState() : fetchCommonDifference(this)));
    this.#checkCaughtUp();
  }

  async #runFetch(box: MessageBox, fetch: () => Promise<void>): Promise<void> {
    try {
      do {
        box.needsFetch = false;
        await fetch();
      } while (box.needsFetch && !this.isStopped);
    } catch (error) {
      if (!this.isStopped) this.logger.warn({ err: error, channelId: box.channelId }, "difference failed");
    } finally {
      box.isFetching = false;
      if (!this.isStopped) this.#drain(box);
    }
  }

  /**
   * First start: from here on nothing is missed. The dialogs tell where each channel stands; all of it is durable before
   * the session counts as caught up, or a crash would begin anew somewhere later.
   */
  async #takePresentState(): Promise<void> {
    const { pts, qts, seq, date } = await this.ask({ _: "updates.getState" });
    const isFirst = this.date === 0;
    if (isFirst) {
      await loadDialogs(this);
      this.#durableDate = date;
    }
    this.common.pts = pts;
    Object.assign(this, { qts, seq, date });
    this.markDirty(this.common);
    if (isFirst) await this.journal.settled();
  }

  #checkCaughtUp(): void {
    if (this.common.isFetching || this.#channelFetches > 0 || this.isStopped) return;
    if (this.#durableDate !== this.date) {
      this.#durableDate = this.date;
      this.markDirty(this.common);
    }
    if (!this.#isCatchingUp || this.common.pts < 0) return;
    this.#isCatchingUp = false;
    this.#options.onCaughtUp();
  }

  #advance(
    box: MessageBox,
    { update, pts, receivedAt }: { update: tl.TypeUpdate; pts: number; receivedAt: number },
  ): void {
    box.pts = pts;
    this.markDirty(box);
    this.apply(update, receivedAt);
  }

  #drain(box: MessageBox): void {
    for (let next = box.takeNext(); next !== undefined; next = box.takeNext()) this.#advance(box, next);
    if (box.hasHeld) this.#awaitGap(box, 0);
  }

  #awaitGap(box: MessageBox, seenPts: number): void {
    box.gapTimer ??= setTimeout(() => {
      box.gapTimer = null;
      const isGone = !box.hasHeld && box.pts >= seenPts && (box !== this.common || this.seq >= this.#seenSeq);
      if (isGone || this.isStopped || this.#isPaused) return;
      if (box.channelId === 0) void this.#fetchCommon();
      else this.fetchChannel(box.channelId);
    }, GAP_WAIT_MS);
  }

  #sequence(seqStart: number, seq: number): void {
    if (this.#isPaused) return;
    if (seqStart > this.seq + 1) {
      this.#seenSeq = Math.max(this.#seenSeq, seq);
      this.#awaitGap(this.common, 0);
      return;
    }
    if (seq <= this.seq) return;
    this.seq = seq;
    this.#seenSeq = Math.max(this.#seenSeq, seq);
    this.markDirty(this.common);
  }

  #onChannelChanged(channelId: number): void {
    const peer = this.peers.get(markedChannelId(channelId));
    if (peer?.isMember === false) this.forgetChannel(channelId);
  }

  *#boxes(): Iterable<MessageBox> {
    yield this.common;
    yield* this.#channels.values();
  }
}
