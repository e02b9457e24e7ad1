import { TelewireError } from "@telewire/contracts";
import type { HistoryPage, HistoryRequest, SessionControl } from "@telewire/telegram";
import { isFiltered, matches, rowOfFetched } from "./history-rows.ts";
import type { Found, HistoryInput, Row } from "./history-rows.ts";

/** Telegram's longest page. */
const PAGE = 100;
/** How long one request looks for what a filter lets pass, and in how many pages at most; then the page is short. */
const SCAN_MS = 3000;
const SCAN_PAGES = 30;

/** Where to begin among the older ones: below an id, at a time (epoch ms), or with the newest. */
export interface OlderStart {
  readonly before?: string | undefined;
  readonly untilMs?: number | undefined;
}

/** Messages from Telegram, newest first; `next` is the id to go on below. */
export async function fetchOlder(
  control: SessionControl,
  input: HistoryInput,
  { before, untilMs }: OlderStart,
  wanted: number,
): Promise<Found> {
  const { sessionId, chatId, since } = input;
  const rows: Row[] = [];
  const ask = (below: string | undefined): HistoryRequest => ({
    sessionId,
    chatId,
    // Where a page of the size that is wanted was not enough, there is a run of messages that nobody is shown.
    limit: isFiltered(input) || below !== before ? PAGE : wanted,
    ...(below === undefined ? {} : { beforeMessageId: below }),
    ...(below === undefined && untilMs !== undefined ? { untilMs } : {}),
  });
  const take = ({ messages, span }: HistoryPage): Found | string => {
    if (span === null) return { rows, next: null };
    for (const message of messages) {
      if (since !== undefined && Date.parse(message.date) < since) return { rows, next: null };
      const row = rowOfFetched(message);
      if (matches(input, row)) rows.push(row);
      if (rows.length === wanted) return { rows, next: message.messageId };
    }
    return span.oldest;
  };
  return scan(control, before, ask, take, rows);
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
  const ask = (above = after): HistoryRequest => ({
    sessionId,
    chatId,
    limit: PAGE,
    afterMessageId: above,
    ...(above === "0" && since !== undefined ? { sinceMs: since } : {}),
  });
  const take = ({ messages, span }: HistoryPage): Found | string => {
    if (span === null) return { rows, next: null };
    for (const message of messages.toReversed()) {
      if (border !== undefined && Number(message.messageId) >= Number(border)) return { rows, next: null };
      if (until !== undefined && Date.parse(message.date) > until) return { rows, next: null };
      const row = rowOfFetched(message);
      if (matches(input, row)) rows.push(row);
      if (rows.length === limit) return { rows, next: message.messageId };
    }
    return span.newest;
  };
  return scan(control, undefined, ask, take, rows);
}

/** Page after page until `take` has enough, and for a bounded time. What was found before a failure is given. */
async function scan(
  control: SessionControl,
  start: string | undefined,
  ask: (place: string | undefined) => HistoryRequest,
  take: (page: HistoryPage) => Found | string,
  rows: readonly Row[],
): Promise<Found> {
  const deadline = performance.now() + SCAN_MS;
  let place = start;
  for (let page = 0; ; page++) {
    try {
      const taken = take(await control.history(ask(place)));
      if (typeof taken !== "string") return taken;
      place = taken;
    } catch (error) {
      if (page === 0 || !(error instanceof TelewireError)) throw error;
      return { rows, next: place ?? null };
    }
    if (page + 1 >= SCAN_PAGES || performance.now() > deadline) return { rows, next: place };
  }
}
