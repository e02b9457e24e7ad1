import { randomUUID } from "node:crypto";
import { RuleRecords } from "@telewire/archive";
import type { StreamName } from "@telewire/contracts";
import type { NewRecord } from "@telewire/log";
import type { CreatedApiKey, NewApiKey } from "../src/auth/api-keys.ts";
import { setFilterOfKey } from "../src/auth/key-filters.ts";
import { ALICE, CHAT, messageEntry, post, startGateway } from "./gateway-fixture.ts";
import type { GatewayFixture } from "./gateway-fixture.ts";
import { accessTokenOf } from "./tokens.ts";

export const BOB = "bob";
export const HIDDEN = "-1009990000001";
/** In everything that belongs to Alice, whom a key bound to Bob may not see. */
export const OF_ALICE = "marker-of-alice";
/** In everything of the chat that a filtered key may not see. */
export const OF_HIDDEN = "marker-of-hidden-chat";
/** In what belongs to another key: its rules, its name, its logins. */
export const OF_OTHER_KEY = "marker-of-other-key";

const MANY = 1_000_000;
/** A refusal by a limit would hide what a right lets through. */
const UNLIMITED = {
  readsPerMinute: MANY,
  writesPerMinute: MANY,
  authPerMinute: MANY,
  sessionWritesPerMinute: MANY,
  authFailuresPerMinute: MANY,
  abuseBlockScore: MANY,
  endpointsPerMinute: {},
};

/** A gateway with something of every kind that one caller may not see of another. */
export interface ForeignWorld extends AsyncDisposable {
  readonly fixture: GatewayFixture;
  /** Bound to Bob, with every scope. */
  readonly ofBob: string;
  /** Sees one chat, with every scope. */
  readonly filtered: string;
  readonly everything: string;
  readonly otherKey: CreatedApiKey;
  readonly ruleId: string;
  readonly uploadId: string;
  /** Position before everything, of each stream. */
  readonly cursors: Readonly<Record<string, string>>;
  tokenOf(key: Partial<NewApiKey>, chats?: readonly string[]): Promise<string>;
  /** Says, detects and alerts, in every session and chat. */
  speak(): Promise<void>;
}

export async function startForeignWorld(): Promise<ForeignWorld> {
  await using stack = new AsyncDisposableStack();
  const fixture = stack.use(await startGateway({ options: UNLIMITED }));
  await fixture.addSession(BOB);
  const cursors: Record<string, string> = {};
  for (const stream of ["messages", "detections", "alerts", "status"] as const)
    cursors[stream] = await fixture.log.end(stream, 0);
  const tokenOf: ForeignWorld["tokenOf"] = async (key, chats) => {
    const { apiKey, keyId } = await fixture.key({ name: "own", ...key });
    if (chats !== undefined) await setFilterOfKey(fixture.archive.records, keyId, { chats: [...chats] });
    return accessTokenOf(fixture, apiKey);
  };
  const speak = async (): Promise<void> => {
    for (const sessionId of [ALICE, BOB]) for (const chatId of [CHAT, HIDDEN]) await append(fixture, sessionId, chatId);
  };
  await speak();
  hideInTelegram(fixture);
  const otherKey = await fixture.key({ name: OF_OTHER_KEY, role: "admin" });
  const now = Date.now();
  const rule = { kind: "keyword", chats: [], isCaseSensitive: false, isWholeWord: false, isEnabled: true } as const;
  const ruleId = "r0123456789ab";
  await new RuleRecords(fixture.archive.records).put({
    ...rule,
    ruleId,
    ownerId: otherKey.keyId,
    name: OF_OTHER_KEY,
    pattern: OF_OTHER_KEY,
    createdAt: now,
    updatedAt: now,
  });
  const everything = await tokenOf({});
  const uploaded = await post(`${fixture.url}/api/v1/media/upload?sessionId=${ALICE}&fileName=x`, "file", {
    token: everything,
    headers: { "content-type": "application/octet-stream" },
  });
  const { uploadId } = uploaded.data as { readonly uploadId: string };
  const kept = stack.move();
  return {
    fixture,
    everything,
    ofBob: await tokenOf({ sessionIds: [BOB] }),
    filtered: await tokenOf({}, [CHAT]),
    otherKey,
    ruleId,
    uploadId,
    cursors,
    tokenOf,
    speak,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function append(fixture: GatewayFixture, sessionId: string, chatId: string): Promise<void> {
  const said = `${sessionId === ALICE ? OF_ALICE : ""} ${chatId === HIDDEN ? OF_HIDDEN : ""} ${randomUUID()}`;
  const { lastBatch } = await fixture.log.loadState(sessionId);
  const messageId = String(lastBatch + 1);
  const source = { sessionId, chatId, messageId };
  const message = messageEntry({ sessionId, chatId, messageId, text: said });
  const { schemaVersion, date, trace } = message;
  const entry = { schemaVersion, source, date, trace, chatTitle: said };
  const call = { family: "evm", address: `0x${"a".repeat(40)}`, display: said, role: "token", surface: "text" };
  const finding = { transforms: [], confidence: 0.9, reasons: [], flags: [], firstSeen: date, occurrences: 1 };
  const rule = { ruleId: "r1", name: said, ownerId: "somebody", surface: "text", match: said };
  const anomaly = { type: "message-rate", subject: said, severity: 5, explanation: said };
  const entries: readonly (readonly [StreamName, NewRecord["kind"], object])[] = [
    ["messages", "message", message],
    ["detections", "detection", { ...entry, ...call, ...finding, kind: "detection" }],
    ["alerts", "ruleHit", { ...entry, kind: "ruleHit", rule }],
    ["alerts", "anomaly", { ...entry, kind: "anomaly", anomaly }],
  ];
  const { positions } = await fixture.log.append({
    sessionId,
    fence: null,
    batch: lastBatch + 1,
    records: entries.map(([stream, kind, value]) => ({ stream, kind, chatId, json: JSON.stringify(value) })),
  });
  const [position = "", found = ""] = positions;
  const stored = { sessionId, chatId };
  await fixture.archive.messages.write([{ ...stored, position, json: JSON.stringify({ ...message, id: position }) }]);
  await fixture.archive.detections.write([
    { ...stored, position: found, json: JSON.stringify({ ...entries[1]?.[2], id: found }) },
  ]);
}

/** What Telegram would tell of the hidden chat. */
function hideInTelegram({ telegram }: GatewayFixture): void {
  const chat = { id: HIDDEN, kind: "channel", title: OF_HIDDEN } as const;
  const own = { id: CHAT, kind: "channel", title: "own" } as const;
  const messages = [CHAT, HIDDEN].map((chatId) =>
    messageEntry({ chatId, messageId: "1", text: chatId === HIDDEN ? OF_HIDDEN : "own" }),
  );
  const row = { unreadCount: 0, topMessageId: "1", isPinned: false };
  telegram.acts.set("search", { messages, next: null });
  telegram.acts.set("chats", {
    chats: [
      { ...own, ...row },
      { ...chat, ...row },
    ],
    next: null,
  });
  telegram.acts.set("resolve", chat);
}
