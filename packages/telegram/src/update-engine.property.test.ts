import { setImmediate } from "node:timers/promises";
import type { tl } from "@mtcute/core";
import { silentLogger, systemClock } from "@telewire/kit";
import { until } from "@telewire/testing";
import { array, assert, asyncProperty, constant, constantFrom, oneof, record } from "fast-check";
import Long from "long";
import { expect, it } from "vitest";
import { markedChannelId, PeerStore } from "./peer-store.ts";
import { UpdateEngine } from "./update-engine.ts";
import type { TelegramCall } from "./ask-until-answered.ts";
import { UpdateJournal } from "./update-journal.ts";

const CHANNELS = [7, 8];
const SLICE = 3;
const START_PTS = 10;
const USERS = [{ _: "user", id: 42, accessHash: Long.ONE, firstName: "Ann" }];

/** Telegram as api/updates describes it: a log a box, differences in slices, and channels named that moved since a date. */
class Server {
  readonly boxes = new Map<number, object[]>([0, ...CHANNELS].map((id) => [id, []]));
  /** Boxes whose next difference is too long to be told. */
  readonly tooLong = new Set<number>();
  readonly #movedAt = new Map<number, number>();
  #now = 1000;

  post(channelId: number): object {
    const box = this.#box(channelId);
    const id = box.length + 1;
    this.#movedAt.set(channelId, ++this.#now);
    const peerId = channelId === 0 ? { _: "peerUser", userId: 42 } : { _: "peerChannel", channelId };
    const message = { _: "message", id, peerId, date: this.#now, message: String(id) };
    box.push(message);
    const update = {
      _: channelId === 0 ? "updateNewMessage" : "updateNewChannelMessage",
      message,
      pts: START_PTS + id,
      ptsCount: 1,
    };
    return { _: "updates", updates: [update], users: [], chats: [], date: 1000, seq: 0 };
  }

  async answer(request: tl.RpcMethod): Promise<unknown> {
    await setImmediate();
    if (request._ === "updates.getDifference") {
      if (this.tooLong.delete(0)) return { _: "updates.differenceTooLong", pts: this.#pts(0) };
      const { messages, pts, isLast } = this.#after(0, request.pts);
      const moved = isLast
        ? CHANNELS.filter((channelId) => (this.#movedAt.get(channelId) ?? 0) > request.date).map((channelId) => ({
            _: "updateChannelTooLong",
            channelId,
            pts: this.#pts(channelId),
          }))
        : [];
      const state = { _: "updates.state", pts, qts: 0, date: this.#now, seq: 0, unreadCount: 0 };
      return {
        _: isLast ? "updates.difference" : "updates.differenceSlice",
        newMessages: messages,
        newEncryptedMessages: [],
        otherUpdates: moved,
        users: [],
        chats: [],
        state,
        intermediateState: state,
      };
    }
    if (request._ === "updates.getChannelDifference" && request.channel._ === "inputChannel") {
      const { channelId } = request.channel;
      if (this.tooLong.delete(channelId)) {
        return {
          _: "updates.channelDifferenceTooLong",
          final: true,
          dialog: this.#dialog(channelId),
          messages: this.#box(channelId).toReversed(),
          users: [],
          chats: [],
        };
      }
      const { messages, pts, isLast } = this.#after(channelId, request.pts);
      if (messages.length === 0) return { _: "updates.channelDifferenceEmpty", final: true, pts };
      return {
        _: "updates.channelDifference",
        final: isLast,
        pts,
        newMessages: messages,
        otherUpdates: [],
        users: [],
        chats: [],
      };
    }
    if (request._ === "messages.getHistory")
      return { _: "messages.messages", messages: this.#history(request), users: [], chats: [] };
    if (request._ === "messages.getDialogs")
      return {
        _: "messages.dialogs",
        dialogs: [0, ...CHANNELS].map((id) => this.#dialog(id)),
        messages: [],
        users: USERS,
        chats: [],
      };
    throw new Error(`not expected: ${request._}`);
  }

  /** Newest first; going forwards (`addOffset` -100) fewer than asked for. */
  #history({ peer, offsetId, minId }: tl.messages.RawGetHistoryRequest): object[] {
    const box = this.#box(peer._ === "inputPeerChannel" ? peer.channelId : 0);
    const start = Math.max(minId, offsetId - 1, 0);
    return (offsetId === 0 ? box : box.slice(start, start + SLICE)).toReversed();
  }
  #dialog(channelId: number): object {
    const peer = channelId === 0 ? { _: "peerUser", userId: 42 } : { _: "peerChannel", channelId };
    return {
      _: "dialog",
      peer,
      topMessage: this.#box(channelId).length,
      ...(channelId === 0 ? {} : { pts: this.#pts(channelId) }),
    };
  }
  #pts(channelId: number): number {
    return START_PTS + this.#box(channelId).length;
  }

  #after(
    channelId: number,
    pts: number,
  ): { readonly messages: readonly object[]; readonly pts: number; readonly isLast: boolean } {
    const missed = this.#box(channelId).slice(pts - START_PTS);
    const messages = missed.slice(0, SLICE);
    return { messages, pts: pts + messages.length, isLast: missed.length === messages.length };
  }

  #box(channelId: number): object[] {
    const box = this.boxes.get(channelId);
    if (box === undefined) throw new Error(`no channel ${channelId}`);
    return box;
  }
}

/** Runs the engine on a log in memory; a crash loses what was not committed and starts again from the state in the log. */
class Client {
  readonly server: Server;
  readonly delivered = new Map<string, number[]>();
  readonly #state = new Map([
    ["common", `${START_PTS}:0:1000:0:0`],
    ...CHANNELS.flatMap(
      (id) =>
        [
          [`channel:${id}`, `${START_PTS}:0`],
          [`peer:${markedChannelId(id)}`, '["6","channel","C",null,0]'],
        ] as [string, string][],
    ),
  ]);
  #engine!: UpdateEngine;
  #journal!: UpdateJournal;
  #abort = new AbortController();
  isCaughtUp = false;

  constructor(server: Server) {
    this.server = server;
    this.start();
  }

  start(): void {
    const abort = (this.#abort = new AbortController());
    const journal: UpdateJournal = new UpdateJournal({
      sessionId: "s",
      sink: {
        commit: async ({ events, state }) => {
          if (abort.signal.aborted) return;
          for (const { chatId, messageId } of events)
            this.delivered.set(chatId, [...(this.delivered.get(chatId) ?? []), Number(messageId)]);
          for (const [key, value] of Object.entries(state)) if (value !== null) this.#state.set(key, value);
        },
      },
      maxPending: 1000,
      collectState: (set) => engine.collectState(set),
      onCommitted: () => undefined,
      onStalled: () => undefined,
      onDrained: () => undefined,
      onRejected: () => undefined,
    });
    const peers = new PeerStore((key, value) => journal.set(key, value));
    peers.restore(this.#state);
    const call = ((request: tl.RpcMethod) => this.server.answer(request)) as TelegramCall;
    const engine = new UpdateEngine({
      sessionId: "s",
      selfId: 1,
      peers,
      journal,
      call,
      clock: systemClock,
      logger: silentLogger,
      onCaughtUp: () => (this.isCaughtUp = true),
      onGapRecovered: () => undefined,
      onBackfilled: () => undefined,
    });
    engine.restore(this.#state);
    engine.start(abort.signal);
    this.#engine = engine;
    this.#journal = journal;
  }

  push(updates: object): void {
    this.#engine.handle(updates as tl.TypeUpdates, 0);
  }
  reconnect(): void {
    this.isCaughtUp = false;
    this.#engine.catchUp();
  }
  crash(): void {
    this.#abort.abort();
    this.#engine.stop();
    this.start();
    this.reconnect();
  }

  async settle(): Promise<void> {
    this.reconnect();
    await until(() => this.isCaughtUp, { intervalMs: 0 });
    this.#journal.flush();
    await setImmediate();
  }
  end(): void {
    this.#abort.abort();
    this.#engine.stop();
    this.#journal.close();
  }
}

const step = oneof(
  {
    weight: 12,
    arbitrary: record({
      kind: constant("post" as const),
      channelId: constantFrom(0, ...CHANNELS),
      fate: constantFrom("push", "push", "push", "lose", "twice", "late"),
    }),
  },
  { weight: 2, arbitrary: record({ kind: constant("turn" as const) }) },
  { weight: 1, arbitrary: record({ kind: constant("tooLong" as const), channelId: constantFrom(0, ...CHANNELS) }) },
  { weight: 1, arbitrary: record({ kind: constantFrom<"reconnect" | "crash">("reconnect", "crash") }) },
);

it("delivers every message once and in order, whatever is lost, doubled, late, too long, cut off or crashed", async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 60 }), async (steps) => {
      const client = new Client(new Server());
      const late: object[] = [];
      for (const next of steps) {
        if (next.kind === "turn") await setImmediate();
        else if (next.kind === "reconnect") client.reconnect();
        else if (next.kind === "tooLong") client.server.tooLong.add(next.channelId);
        else if (next.kind === "crash") client.crash();
        else if (next.kind === "post") {
          const updates = client.server.post(next.channelId);
          if (next.fate === "late") late.push(updates);
          else if (next.fate !== "lose") client.push(updates);
          if (next.fate === "twice") client.push(updates);
          if (next.fate === "push") for (const old of late.splice(0)) client.push(old);
        }
      }
      await client.settle();
      client.end();
      for (const [channelId, box] of client.server.boxes) {
        const chatId = channelId === 0 ? 42 : markedChannelId(channelId);
        expect(client.delivered.get(String(chatId)) ?? []).toEqual(box.map((_, index) => index + 1));
      }
    }),
    { numRuns: 2000 },
  );
}, 60_000);
