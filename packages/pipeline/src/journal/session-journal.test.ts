import { TelewireError } from "@telewire/contracts";
import type { Finding, NewMessageEntry } from "@telewire/contracts";
import { silentLogger } from "@telewire/kit";
import type { AppendBatch, EventLog } from "@telewire/log";
import { describe, expect, it } from "vitest";
import { Alerts } from "../insight/alerts.ts";
import { InsightState } from "../insight/insight-state.ts";
import type { RuleBook } from "../insight/rule-book.ts";
import { NodeMetrics } from "../metrics/node-metrics.ts";
import { createChatFilter } from "./chat-filter.ts";
import { EntryBuilder } from "./entry-builder.ts";
import type { Detect } from "./entry-builder.ts";
import { SessionJournal } from "./session-journal.ts";

const MINT = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";

describe("SessionJournal", () => {
  it("writes what arrives in one turn in one batch, and what arrives meanwhile in the next", async () => {
    const gate = Promise.withResolvers<void>();
    const { journal, batches } = journalOver(async () => gate.promise);
    const commits = [
      journal.commit(updates([message(1)], { pts: "1" })),
      journal.commit(updates([message(2)], { pts: "2" })),
    ];
    await turn();
    commits.push(
      journal.commit(updates([message(3)], { pts: "3" })),
      journal.commit(updates([message(4)], { pts: "4" })),
    );
    await turn();
    expect(batches.map(messageIds)).toEqual([["1", "2"]]);
    gate.resolve();
    await Promise.all(commits);
    expect(batches.map(messageIds)).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(batches.map(({ batch, fence, state }) => ({ batch, fence, state }))).toEqual([
      { batch: 8, fence: 3, state: { pts: "2" } },
      { batch: 9, fence: 3, state: { pts: "4" } },
    ]);
  });

  it("repeats a write that the log could not take under the same number, and keeps the order", async () => {
    let failures = 2;
    const { journal, batches, metrics } = journalOver(async () => {
      if (failures-- > 0) throw new TelewireError("LOG_UNAVAILABLE");
    });
    await journal.commit(updates([message(1)], { pts: "1" }));
    await journal.commit(updates([message(2)], { pts: "2" }));
    expect(batches.map(({ batch }) => batch)).toEqual([8, 8, 8, 9]);
    expect(new Set(batches.slice(0, 3).map(({ records }) => records[0]?.json)).size).toBe(1);
    expect(metrics.values()).toMatchObject({ messagesProcessed: 2, logWrites: 2, logWriteFailures: 2 });
  });

  it("ends when another owner has taken over: everything pending is refused", async () => {
    const { journal } = journalOver(async () => {
      throw new TelewireError("STALE_OWNER");
    });
    const first = journal.commit(updates([message(1)]));
    const second = journal.commit(updates([message(2)]));
    await expect(first).rejects.toMatchObject({ code: "STALE_OWNER" });
    await expect(second).rejects.toMatchObject({ code: "STALE_OWNER" });
    await expect(journal.commit(updates([message(3)]))).rejects.toMatchObject({ code: "STALE_OWNER" });
    expect(journal.failure).toMatchObject({ code: "STALE_OWNER" });
  });

  it("stops trying when it is aborted", async () => {
    const tried = Promise.withResolvers<void>();
    const { journal } = journalOver(async () => {
      tried.resolve();
      throw new TelewireError("LOG_UNAVAILABLE");
    });
    const commit = journal.commit(updates([message(1)]));
    commit.catch(() => undefined);
    await tried.promise;
    journal.abort(new TelewireError("SHUTTING_DOWN"));
    await expect(commit).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
    expect(journal.failure).toBeUndefined();
  });

  it("commits the update state of events from chats that are not monitored", async () => {
    const { journal, batches, metrics } = journalOver(async () => undefined, { monitored: ["-1009"] });
    await journal.commit(updates([message(1)], { pts: "5" }));
    expect(batches).toMatchObject([{ records: [], state: { pts: "5" } }]);
    expect(metrics.values()).toMatchObject({ messagesFiltered: 1, messagesProcessed: 0 });
  });

  it("begins every entry with version, kind, session and chat", async () => {
    const { journal, batches } = journalOver(async () => undefined);
    await journal.commit(updates([message(1)]));
    expect(batches[0]?.records[0]?.json).toMatch(
      /^\{"schemaVersion":"1\.0\.0","kind":"message","sessionId":"a","chatId":"-1001",/,
    );
    expect(batches[0]?.records[0]?.json).toMatch(/"appendedAt":\d/);
  });

  it("publishes the newest status with the next write", async () => {
    const { journal, batches } = journalOver(async () => undefined);
    journal.publish(status("connecting"));
    journal.publish(status("live"));
    await journal.flush();
    expect(
      batches
        .flatMap(({ records }) => records)
        .map(({ stream, json }) => ({ stream, state: (JSON.parse(json) as { state: string }).state })),
    ).toEqual([{ stream: "status", state: "live" }]);
  });
});

describe("EntryBuilder", () => {
  it("writes a detection after its message, with where, first seen and occurrences", async () => {
    const { journal, batches } = journalOver(async () => undefined, { detect: detectMint });
    await journal.commit(updates([message(1, `buy ${MINT}`), message(2, `${MINT} again`)]));
    const records = batches[0]?.records ?? [];
    expect(records.map(({ stream, kind }) => `${stream}/${kind}`)).toEqual([
      "messages/message",
      "detections/detection",
      "messages/message",
      "detections/detection",
    ]);
    expect(JSON.parse(records[0]?.json ?? "")).toMatchObject({ detections: 1 });
    expect(
      records.filter(({ stream }) => stream === "detections").map(({ json }) => JSON.parse(json) as unknown),
    ).toMatchObject([
      {
        source: { sessionId: "a", chatId: "-1001", messageId: "1" },
        address: MINT,
        occurrences: 1,
        firstSeen: "2026-01-01T00:00:01.000Z",
      },
      { source: { messageId: "2" }, occurrences: 2, firstSeen: "2026-01-01T00:00:01.000Z" },
    ]);
  });

  it("retracts what an edit or a delete takes away, and says nothing of what stays", async () => {
    const { journal, batches } = journalOver(async () => undefined, { detect: detectMint });
    const edit = (text: string, second: number): NewMessageEntry => ({
      ...message(1, text),
      kind: "edit",
      editDate: `2026-01-01T00:01:0${second}.000Z`,
    });
    await journal.commit(
      updates([
        message(1, MINT),
        edit(`${MINT}!`, 1),
        edit("gone", 2),
        edit(MINT, 3),
        { ...message(1, ""), kind: "delete" },
      ]),
    );
    const kinds = batches[0]?.records.filter(({ stream }) => stream === "detections").map(({ kind }) => kind);
    expect(kinds).toEqual(["detection", "retraction", "detection", "retraction"]);
  });

  it("writes an event that comes twice once", async () => {
    const { journal, batches, metrics } = journalOver(async () => undefined);
    await journal.commit(updates([message(1), { ...message(1), backfilled: true }]));
    await journal.commit(updates([message(1)]));
    expect(batches.flatMap(messageIds)).toEqual(["1"]);
    expect(metrics.values().messagesRepeated).toBe(2);
  });

  it("writes the message when the detector fails on it", async () => {
    const { journal, batches, metrics } = journalOver(async () => undefined, {
      detect: () => {
        throw new RangeError("bad surface");
      },
    });
    await journal.commit(updates([message(1)]));
    expect(batches.flatMap(messageIds)).toEqual(["1"]);
    expect(metrics.values().detectFailures).toBe(1);
  });

  it("gives the detector the short messages before that could hold a part, newest first", async () => {
    const seen: unknown[] = [];
    const { journal } = journalOver(async () => undefined, {
      detect: ({ previous }) => {
        seen.push(previous);
        return [];
      },
    });
    await journal.commit(
      updates([message(1, "first 7xKp2Q"), message(2, "mR9vTz"), message(3, "gm all"), message(4, "pump")]),
    );
    expect(seen).toEqual([
      undefined,
      [{ text: "first 7xKp2Q", sameSender: true, secondsBefore: 1 }],
      [
        { text: "mR9vTz", sameSender: true, secondsBefore: 1 },
        { text: "first 7xKp2Q", sameSender: true, secondsBefore: 2 },
      ],
      [
        { text: "mR9vTz", sameSender: true, secondsBefore: 2 },
        { text: "first 7xKp2Q", sameSender: true, secondsBefore: 3 },
      ],
    ]);
  });
});

describe("createChatFilter", () => {
  const chat = { id: "-1001234567890", kind: "channel" as const, username: "Calls" };
  it.each([
    [[], true],
    [["-1001234567890"], true],
    [["1234567890"], true],
    [["@calls"], true],
    [["https://t.me/CALLS"], true],
    [["calls", "-1"], true],
    [["callers"], false],
    [["-1001"], false],
  ])("%j: %s", (monitored, accepted) => {
    expect(createChatFilter(monitored)({ chatId: chat.id, chat })).toBe(accepted);
  });
});

interface JournalOptions {
  readonly monitored?: readonly string[];
  readonly detect?: Detect;
}

function journalOver(
  onAppend: (batch: AppendBatch) => Promise<void>,
  { monitored = [], detect = () => [] }: JournalOptions = {},
) {
  const batches: AppendBatch[] = [];
  const metrics = new NodeMetrics();
  const log: Pick<EventLog, "append"> = {
    append: async (batch) => {
      batches.push(batch);
      await onAppend(batch);
      return { positions: [], repeated: false };
    },
  };
  const builder = new EntryBuilder({
    sessionId: "a",
    accepts: createChatFilter(monitored),
    detect,
    ...insight(metrics),
    metrics,
    logger: silentLogger,
  });
  const journal = new SessionJournal({
    log: log as EventLog,
    lease: { sessionId: "a", nodeId: "n", fence: 3, expiresAt: 0 },
    state: { lastBatch: 7, values: new Map() },
    builder,
    metrics,
    logger: silentLogger,
  });
  return { journal, batches, metrics };
}

function insight(metrics: NodeMetrics) {
  const state = new InsightState();
  const rules: Pick<RuleBook, "hits"> = { hits: () => [] };
  return { insight: state, alerts: new Alerts({ state, rules, metrics }) };
}

function updates(events: readonly NewMessageEntry[], state: Record<string, string> = {}) {
  return { sessionId: "a", events, state };
}

function message(id: number, text = `message ${id}`): NewMessageEntry {
  const date = `2026-01-01T00:00:0${id}.000Z`;
  return {
    schemaVersion: "1.0.0",
    kind: "message",
    sessionId: "a",
    chatId: "-1001",
    messageId: String(id),
    date,
    sender: { id: "5", kind: "user", name: "Ann" },
    chat: { id: "-1001", kind: "channel", title: "Calls" },
    text,
    entities: [],
    surfaces: {},
    backfilled: false,
    trace: { telegramDate: date, receivedAt: 1, appendedAt: 0 },
  };
}

const detectMint: Detect = ({ text }) => (text.includes(MINT) ? [finding] : []);
const finding: Finding = {
  family: "solana",
  chain: "solana",
  address: MINT,
  display: MINT,
  role: "token",
  surface: "text",
  transforms: [],
  confidence: 0.9,
  reasons: [],
  flags: [],
};

function status(state: "connecting" | "live") {
  return {
    schemaVersion: "1.0.0",
    kind: "status" as const,
    sessionId: "a",
    state,
    nodeId: "n",
    at: 1,
    evidence: {
      connectedAt: null,
      lastUpdateAt: null,
      lastProbeAt: null,
      lastProbeMs: null,
      lastAppendAt: null,
      reconnects: 0,
      gapsRecovered: 0,
      messages: 0,
      backfilled: 0,
      pendingAppends: 0,
      lastError: null,
    },
  };
}

function messageIds({ records }: AppendBatch): string[] {
  return records
    .filter(({ stream }) => stream === "messages")
    .map(({ json }) => (JSON.parse(json) as { messageId: string }).messageId);
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
