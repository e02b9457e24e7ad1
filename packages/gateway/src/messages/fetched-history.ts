import type { SessionControl } from "@telewire/telegram";
import { isFiltered, matches, rowOfFetched } from "./history-rows.ts";
import type { Found, HistoryInput, Row } from "./history-rows.ts";

/** Telegram's longest page. */
const PAGE = 100;
/** Pages that one request looks through for what a filter lets pass. */
const SCAN_PAGES = 3;

/**
 * Messages from Telegram, newest first, below an id (undefined: from the newest); `next` is the id to go on below.
 */
export async function fetchOlder(
  control: SessionControl,
  input: HistoryInput,
  before: string | undefined,
  wanted: number,
): Promise<Found> {
  const { sessionId, chatId, since } = input;
  const limit = isFiltered(input) ? PAGE : wanted;
  const rows: Row[] = [];
  let below = before;
  for (let page = 0; page < SCAN_PAGES; page++) {
    const { messages } = await control.history({
      sessionId,
      chatId,
      limit,
      ...(below === undefined ? {} : { beforeMessageId: below }),
    });
    for (const message of messages) {
      if (since !== undefined && Date.parse(message.date) < since) return { rows, next: null };
      below = message.messageId;
      const row = rowOfFetched(message);
      if (matches(input, row)) rows.push(row);
      if (rows.length === wanted) return { rows, next: below };
    }
    if (messages.length === 0) return { rows, next: null };
  }
  return { rows, next: below ?? null };
}

/** Oldest first, above an id and below `border`; `next` is the id to go on above. */
export async function fetchNewer(
  control: SessionControl,
  input: HistoryInput,
  after: string,
  border: string | undefined,
): Promise<Found> {
  const { sessionId, chatId, limit, since, until } = input;
  const rows: Row[] = [];
  let above = after;
  for (let page = 0; page < SCAN_PAGES; page++) {
    const { messages } = await control.history({
      sessionId,
      chatId,
      limit: PAGE,
      afterMessageId: above,
      ...(above === "0" && since !== undefined ? { sinceMs: since } : {}),
    });
    for (const message of messages.toReversed()) {
      if (border !== undefined && Number(message.messageId) >= Number(border)) return { rows, next: null };
      if (until !== undefined && Date.parse(message.date) > until) return { rows, next: null };
      above = message.messageId;
      const row = rowOfFetched(message);
      if (matches(input, row)) rows.push(row);
      if (rows.length === limit) return { rows, next: above };
    }
    if (messages.length === 0) return { rows, next: null };
  }
  return { rows, next: above };
}
