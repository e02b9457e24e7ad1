import { setImmediate } from "node:timers/promises";
import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import { silentLogger, systemClock } from "@telewire/kit";
import { until } from "@telewire/testing";
import Long from "long";
import { expect, it } from "vitest";
import { markedChannelId, PeerStore } from "./peer-store.ts";
import { UpdateEngine } from "./update-engine.ts";
import { UpdateJournal } from "./update-journal.ts";
import type { UpdateBatch } from "./update-sink.ts";

const CHANNEL = 77;
type Answer = object | Error | (() => object);

/** The engine with a scripted Telegram: each method answers from its list, the last answer again and again. */
class Fixture {
  readonly batches: UpdateBatch[] = [];
  readonly calls: tl.RpcMethod[] = [];
  readonly state = new Map<string, string>();
  readonly engine: UpdateEngine;
  readonly journal: UpdateJournal;
  caughtUp = 0;
  /** What the log had when the engine last said that it was caught up. */
  durable: Record<string, string> = {};
  #abort = new AbortController();

  constructor(
    script: Record<string, Answer[]>,
    state: ReadonlyMap<string, string> = new Map([
      ["common", "100:0:1000:0:50"],
      [`channel:${CHANNEL}`, "10:5"],
      [`peer:${markedChannelId(CHANNEL)}`, '["6","channel","Calls",null,0]'],
    ]),
  ) {
    const call = async (request: tl.RpcMethod): Promise<unknown> => {
      this.calls.push(request);
      const answers = script[request._] ?? [];
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      await setImmediate();
      if (answer === undefined)
        throw new TelewireError("TELEGRAM_ERROR", { details: { type: `NOT_SCRIPTED ${request._}` } });
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer() : answer;
    };
    this.journal = new UpdateJournal({
      sessionId: "s",
      sink: { commit: async (batch) => this.#commit(batch) },
      maxPending: 1000,
      collectState: (set) => this.engine.collectState(set),
      onCommitted: () => undefined,
      onStalled: () => undefined,
      onDrained: () => undefined,
      onRejected: () => undefined,
    });
    const peers = new PeerStore((key, value) => this.journal.set(key, value));
    peers.restore(state);
    this.engine = new UpdateEngine({
      sessionId: "s",
      selfId: 1,
      peers,
      journal: this.journal,
      call,
      clock: systemClock,
      logger: silentLogger,
      onCaughtUp: () => {
        this.caughtUp++;
        this.durable = Object.fromEntries(this.state);
      },
      onGapRecovered: () => undefined,
      onBackfilled: () => undefined,
    });
    this.engine.restore(state);
    this.engine.start(this.#abort.signal);
  }

  /** What left for the log, in order: kind, chat and message, `*` when back-filled. */
  get events(): string[] {
    return this.batches.flatMap(({ events }) =>
      events.map((event) => `${event.kind} ${event.chatId} ${event.messageId}${event.backfilled ? "*" : ""}`),
    );
  }
  get methods(): string[] {
    return this.calls.map((request) => request._);
  }

  push(...updates: unknown[]): void {
    this.engine.handle(container(...updates), 0);
  }

  async caught(): Promise<void> {
    const before = this.caughtUp;
    this.engine.catchUp();
    await this.until(() => this.caughtUp > before);
  }

  async until(condition: () => boolean): Promise<void> {
    await until(condition, { timeoutMs: 5_000, what: condition.toString() });
    this.journal.flush();
    await setImmediate();
  }

  [Symbol.dispose](): void {
    this.engine.stop();
    this.#abort.abort();
    this.journal.close();
  }

  async #commit(batch: UpdateBatch): Promise<void> {
    this.batches.push(batch);
    for (const [key, value] of Object.entries(batch.state))
      if (value === null) this.state.delete(key);
      else this.state.set(key, value);
  }
}

function container(...updates: unknown[]): tl.RawUpdates {
  return { _: "updates", updates: updates as tl.TypeUpdate[], users: [], chats: [], date: 1001, seq: 0 };
}
function message(id: number, peer: object = { _: "peerUser", userId: 42 }): object {
  return { _: "message", id, peerId: peer, date: 1000 + id, message: `m${id}` };
}
const post = (id: number): object => message(id, { _: "peerChannel", channelId: CHANNEL });
const direct = (id: number, pts: number) => ({ _: "updateNewMessage", message: message(id), pts, ptsCount: 1 });
const channelPost = (id: number, pts: number) => ({
  _: "updateNewChannelMessage",
  message: post(id),
  pts,
  ptsCount: 1,
});
const empty = { _: "updates.differenceEmpty", date: 1000, seq: 0 };
const difference = (newMessages: object[], otherUpdates: object[], pts: number, date = 1000) => ({
  _: "updates.difference",
  newMessages,
  newEncryptedMessages: [],
  otherUpdates,
  users: [],
  chats: [],
  state: { _: "updates.state", pts, qts: 0, date, seq: 0, unreadCount: 0 },
});
const channelDifference = (newMessages: object[], pts: number, final = true) => ({
  _: "updates.channelDifference",
  final,
  pts,
  newMessages,
  otherUpdates: [],
  users: [],
  chats: [],
});
const history = (...messages: object[]) => ({
  _: "messages.messages",
  messages: messages.toReversed(),
  topics: [],
  users: [],
  chats: [],
});
const CHAT = markedChannelId(CHANNEL);

it("applies what is next and drops what came before", async () => {
  using telegram = new Fixture({});
  telegram.push(direct(51, 101), channelPost(6, 11));
  const edit = { _: "updateEditChannelMessage", message: post(6), pts: 12, ptsCount: 1 };
  telegram.push(direct(51, 101), channelPost(6, 11), direct(52, 102), edit, edit);
  await telegram.until(() => telegram.batches.length > 0);
  expect(telegram.events).toEqual(["message 42 51", `message ${CHAT} 6`, "message 42 52", `edit ${CHAT} 6`]);
  expect(telegram.state.get("common")).toBe("102:0:1000:0:52");
  expect(telegram.state.get(`channel:${CHANNEL}`)).toBe("12:6");
});

it("holds what came too early until its predecessor arrives, without a call", async () => {
  using telegram = new Fixture({});
  telegram.push(channelPost(7, 12));
  telegram.push(channelPost(8, 13));
  await setImmediate();
  expect(telegram.events).toEqual([]);
  telegram.push(channelPost(6, 11));
  await telegram.until(() => telegram.events.length === 3);
  expect(telegram.events).toEqual([6, 7, 8].map((id) => `message ${CHAT} ${id}`));
  expect(telegram.calls).toEqual([]);
});

it("fetches the difference of a channel when the gap stays, and applies what came meanwhile after it, once", async () => {
  const first = () => {
    telegram.push(channelPost(9, 14));
    return channelDifference([post(6), post(7)], 12, false);
  };
  using telegram = new Fixture({ "updates.getChannelDifference": [first, channelDifference([post(8)], 13)] });
  telegram.push(channelPost(8, 13));
  await telegram.until(() => telegram.events.length === 4);
  expect(telegram.events).toEqual([6, 7, 8, 9].map((id) => `message ${CHAT} ${id}`));
  expect(telegram.calls[0]).toMatchObject({ pts: 10, channel: { channelId: CHANNEL, accessHash: Long.fromNumber(6) } });
});

it("makes a message durable that came with no names", async () => {
  using telegram = new Fixture({});
  telegram.push({
    _: "updateNewMessage",
    message: { ...message(51), fromId: { _: "peerUser", userId: 999 } },
    pts: 101,
    ptsCount: 1,
  });
  await telegram.until(() => telegram.batches.length > 0);
  expect(telegram.batches[0]?.events[0]?.sender).toEqual({ id: "999", kind: "user" });
  expect(telegram.calls).toEqual([]);
});

it("asks for the difference after a loss of the link, channels included", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [
      difference([message(51)], [{ _: "updateChannelTooLong", channelId: CHANNEL, pts: 11 }], 101, 2000),
      empty,
    ],
    "updates.getChannelDifference": [channelDifference([post(6)], 11)],
  });
  await telegram.caught();
  expect(telegram.events).toEqual(["message 42 51", `message ${CHAT} 6`]);
});

it("does not ask about a channel that stands where Telegram says", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [difference([], [{ _: "updateChannelTooLong", channelId: CHANNEL, pts: 10 }], 100, 2000)],
  });
  await telegram.caught();
  expect(telegram.methods).toEqual(["updates.getDifference"]);
});

it("keeps the old date until the channels that moved since then are fetched: a crash between must not lose them", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [
      difference([message(51)], [{ _: "updateChannelTooLong", channelId: CHANNEL, pts: 11 }], 101, 2000),
    ],
    "updates.getChannelDifference": [channelDifference([post(6)], 11)],
  });
  await telegram.caught();
  const withMessage = telegram.batches.find(({ events }) => events[0]?.messageId === "51");
  expect(withMessage?.state["common"]).toBe("101:0:1000:0:51");
  expect(telegram.state.get("common")).toBe("101:0:2000:0:51");
});

it("follows a slice after another", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [
      {
        ...difference([message(51)], [], 101),
        _: "updates.differenceSlice",
        intermediateState: { _: "updates.state", pts: 101, qts: 0, date: 1500, seq: 0, unreadCount: 0 },
      },
      difference([message(52)], [], 102, 2000),
    ],
  });
  await telegram.caught();
  expect(telegram.events).toEqual(["message 42 51", "message 42 52"]);
  expect(telegram.calls.map((request) => "pts" in request && request.pts)).toEqual([100, 101]);
});

it("fills a channel's hole from its history when the difference is too long, in order and once", async () => {
  const tooLong = {
    _: "updates.channelDifferenceTooLong",
    final: true,
    dialog: { _: "dialog", pts: 40 },
    messages: [post(8)],
    users: [],
    chats: [],
  };
  using telegram = new Fixture({
    "updates.getChannelDifference": [tooLong, channelDifference([post(8), post(9)], 41)],
    "messages.getHistory": [history(post(6), post(7)), history(post(8)), history()],
  });
  telegram.push({ _: "updateChannelTooLong", channelId: CHANNEL });
  await telegram.until(() => telegram.events.length >= 4);
  expect(telegram.events).toEqual([
    `message ${CHAT} 6*`,
    `message ${CHAT} 7*`,
    `message ${CHAT} 8*`,
    `message ${CHAT} 9`,
  ]);
  expect(telegram.state.get(`channel:${CHANNEL}`)).toBe("41:9");
});

it("does not repeat what was back-filled long before", async () => {
  const filled = Array.from({ length: 600 }, (_, index) => post(6 + index));
  const pages = [0, 100, 200, 300, 400, 500].map((start) => history(...filled.slice(start, start + 100)));
  const tooLong = {
    _: "updates.channelDifferenceTooLong",
    final: true,
    dialog: { _: "dialog", pts: 20 },
    messages: [],
    users: [],
    chats: [],
  };
  using telegram = new Fixture({
    "updates.getChannelDifference": [tooLong, channelDifference([...filled.slice(9), post(606)], 700)],
    "messages.getHistory": [...pages, history()],
  });
  telegram.push({ _: "updateChannelTooLong", channelId: CHANNEL });
  await telegram.until(() => telegram.events.at(-1) === `message ${CHAT} 606`);
  expect(telegram.events).toHaveLength(601);
});

it("fills private chats from their history when the common difference is too long", async () => {
  const users = [
    { _: "user", id: 42, accessHash: Long.ONE, firstName: "Ann" },
    { _: "user", id: 43, accessHash: Long.ONE, firstName: "Bob" },
  ];
  const dialog = (userId: number, topMessage: number) => ({ _: "dialog", peer: { _: "peerUser", userId }, topMessage });
  using telegram = new Fixture({
    "updates.getDifference": [{ _: "updates.differenceTooLong", pts: 900 }, empty],
    "messages.getDialogs": [
      {
        _: "messages.dialogs",
        dialogs: [dialog(42, 60), dialog(43, 55), dialog(44, 20)],
        messages: [],
        users,
        chats: [],
      },
    ],
    "messages.getHistory": [
      history(message(59), message(60)),
      history(),
      history(message(55, { _: "peerUser", userId: 43 })),
      history(),
    ],
  });
  await telegram.caught();
  expect(telegram.events).toEqual(["message 42 59*", "message 42 60*", "message 43 55*"]);
  expect(telegram.state.get("common")).toBe("900:0:1000:0:60");
});

it("gives a delete in a private chat its chat, and 0 when the message is forgotten", async () => {
  using telegram = new Fixture({});
  telegram.push(direct(51, 101), { _: "updateDeleteMessages", messages: [51, 7], pts: 103, ptsCount: 2 });
  telegram.push({ _: "updateDeleteChannelMessages", channelId: CHANNEL, messages: [3], pts: 11, ptsCount: 1 });
  await telegram.until(() => telegram.events.length === 4);
  expect(telegram.events).toEqual(["message 42 51", "delete 42 51", "delete 0 7", `delete ${CHAT} 3`]);
});

it("repeats a difference through time-outs, floods and lost links", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [
      new TelewireError("TELEGRAM_TIMEOUT"),
      new TelewireError("FLOOD_WAIT", { retryAfterMs: 1 }),
      new TelewireError("TELEGRAM_ERROR", { details: { type: "INTERNAL", code: 500 } }),
      difference([message(51)], [], 101),
    ],
  });
  await telegram.caught();
  expect(telegram.events).toEqual(["message 42 51"]);
});

it("forgets a channel that the account lost access to", async () => {
  using telegram = new Fixture({
    "updates.getChannelDifference": [new TelewireError("CHAT_NOT_FOUND", { details: { type: "CHANNEL_PRIVATE" } })],
  });
  telegram.push({ _: "updateChannelTooLong", channelId: CHANNEL });
  await telegram.until(() => telegram.calls.length === 1 && !telegram.engine.hasChannel(CHANNEL));
  expect(telegram.batches.at(-1)?.state).toMatchObject({ [`channel:${CHANNEL}`]: null });
});

it("drops updates while paused and fetches them afterwards, channels that it saw move included", async () => {
  using telegram = new Fixture({
    "updates.getDifference": [difference([message(51)], [], 101)],
    "updates.getChannelDifference": [channelDifference([post(6)], 11)],
  });
  telegram.engine.pause();
  telegram.push(direct(51, 101), channelPost(6, 11));
  telegram.engine.resume();
  await telegram.caught();
  expect(telegram.events.toSorted()).toEqual(["message 42 51", `message ${CHAT} 6`].toSorted());
});

it("notices a gap in the order of containers", async () => {
  using telegram = new Fixture({ "updates.getDifference": [difference([message(51)], [], 101)] });
  telegram.engine.handle({ ...container(), seq: 5 }, 0);
  await telegram.until(() => telegram.events.length === 1);
  expect(telegram.methods).toEqual(["updates.getDifference"]);
});

it("notices that Telegram stands further than it does", async () => {
  using telegram = new Fixture({ "updates.getDifference": [difference([message(51)], [], 101)] });
  telegram.engine.compare({ _: "updates.state", pts: 101, qts: 0, date: 0, seq: 0, unreadCount: 0 });
  await telegram.until(() => telegram.events.length === 1);
  expect(telegram.events).toEqual(["message 42 51"]);
});

it("takes the present state first, with the place of every channel, and has it in the log before it goes live", async () => {
  const chats = [{ _: "channel", id: CHANNEL, accessHash: Long.fromNumber(6), title: "Calls" }];
  const script = {
    "updates.getState": [{ _: "updates.state", pts: 500, qts: 1, date: 1000, seq: 3, unreadCount: 0 }],
    "messages.getDialogs": [
      {
        _: "messages.dialogs",
        dialogs: [{ _: "dialog", peer: { _: "peerChannel", channelId: CHANNEL }, topMessage: 30, pts: 70 }],
        messages: [],
        users: [],
        chats,
      },
    ],
    "updates.getChannelDifference": [channelDifference([post(31)], 71)],
  };
  using telegram = new Fixture(script, new Map());
  await telegram.caught();
  expect(telegram.durable).toEqual({
    common: "500:1:1000:3:0",
    [`channel:${CHANNEL}`]: "70:30",
    [`peer:${CHAT}`]: '["6","channel","Calls",null,0]',
  });
  telegram.push(channelPost(32, 72));
  await telegram.until(() => telegram.events.length === 2);
  expect(telegram.events).toEqual([`message ${CHAT} 31`, `message ${CHAT} 32`]);
});

it("adds the preview of a link when Telegram has made it", async () => {
  using telegram = new Fixture({});
  const page = (fields: object): object => ({
    _: "messageMediaWebPage",
    webpage: { id: Long.fromNumber(9), ...fields },
  });
  telegram.push({
    _: "updateNewChannelMessage",
    message: { ...post(6), media: page({ _: "webPagePending" }) },
    pts: 11,
    ptsCount: 1,
  });
  telegram.push({
    _: "updateChannelWebPage",
    channelId: CHANNEL,
    webpage: { _: "webPage", id: Long.fromNumber(9), url: "https://pump.fun/x", title: "Coin" },
    pts: 12,
    ptsCount: 1,
  });
  await telegram.until(() => telegram.events.length === 2);
  expect(telegram.events).toEqual([`message ${CHAT} 6`, `edit ${CHAT} 6`]);
  expect(telegram.batches.at(-1)?.events.at(-1)?.surfaces.preview).toEqual({
    url: "https://pump.fun/x",
    title: "Coin",
  });
});
