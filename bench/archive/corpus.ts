import { formatPosition, SCHEMA_VERSION } from "@telewire/contracts";
import type { MessageEntry } from "@telewire/contracts";
import type { ArchivableEntry } from "@telewire/archive";

/** Rows a write: the consumer's default. */
export const BATCH = 500;
const BATCHES = 40;
export const ROWS = BATCH * BATCHES;
const START = Date.UTC(2026, 0, 1);

/** The same messages in each round: 20 chats, about 700 bytes of JSON each. */
export function corpus(): ArchivableEntry[][] {
  return Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_, index) => entryAt(batch * BATCH + index + 1)),
  );
}

function entryAt(number: number): ArchivableEntry {
  const position = formatPosition({
    stream: "messages",
    epoch: "bench1",
    partition: 0,
    major: START + number,
    minor: 0,
  });
  const chatId = `-100${2_000_000 + (number % 20)}`;
  const date = new Date(START + Math.floor(number / 50) * 1000).toISOString();
  const entry: MessageEntry = {
    schemaVersion: SCHEMA_VERSION,
    id: position,
    kind: "message",
    sessionId: "main",
    chatId,
    messageId: String(number),
    date,
    sender: { id: String(7_000_000 + (number % 97)), kind: "user", name: "Lena Sommer", username: "lena_sommer" },
    chat: { id: chatId, kind: "supergroup", title: "Calls and charts" },
    text: `gm, look at this one ${number}: So11111111111111111111111111111111111111112 looks early, "liquidity" locked, chart in the comments`,
    entities: [
      { type: "code", offset: 27, length: 43 },
      { type: "bold", offset: 0, length: 2 },
    ],
    surfaces: {},
    detections: 1,
    backfilled: false,
    trace: { telegramDate: date, receivedAt: START + number + 0.25, appendedAt: START + number + 0.5 },
  };
  return { position, sessionId: "main", chatId, json: JSON.stringify(entry) };
}

/** The columns that a raw floor writes, ready made: ids, place, date, text and JSON. */
export type RawRow = readonly [string, string, string, string, number, number, string, string];

export function rawRows(batches: readonly (readonly ArchivableEntry[])[]): RawRow[][] {
  return batches.map((batch) =>
    batch.map(({ json, sessionId, chatId }, index) => {
      const { messageId, date, sender, text } = JSON.parse(json) as MessageEntry;
      return [sessionId, chatId, messageId, sender?.id ?? "", index, Date.parse(date), text, json];
    }),
  );
}
