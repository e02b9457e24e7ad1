import { OPERATIONS } from "@telewire/contracts";
import type { NewMessageEntry } from "@telewire/contracts";
import type { SearchPlace, SessionControl } from "@telewire/telegram";
import { callerOf, route } from "../../http/route.ts";
import { fetchedBefore, fetchedEntry } from "../../messages/fetched-entry.ts";
import { searchCursor, searchPlaceOf } from "../../messages/place-cursor.ts";

/** Pages that are looked through for a caller who sees some chats only. */
const MAX_PAGES = 5;

interface Search {
  readonly sessionId: string;
  readonly query: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}
interface Page {
  readonly messages: readonly NewMessageEntry[];
  readonly nextCursor: string | null;
}

export const searchMessages = route(OPERATIONS.searchMessages, async (request, { control, sessions }) => {
  const { chatId, ...search } = request.input;
  await sessions.require(search.sessionId);
  const allowed = callerOf(request).principal.filter?.chats;
  const { messages, nextCursor } =
    chatId === undefined ? await inAll(control, search, allowed) : await inChat(control, search, chatId);
  const seen = messages.filter((message) => allowed === undefined || allowed.includes(message.chatId));
  return {
    data: { messages: seen.map(fetchedEntry), nextCursor },
    count: seen.length,
    hasMore: nextCursor !== null,
  };
});

async function inChat(
  control: SessionControl,
  { sessionId, query, cursor, limit }: Search,
  chatId: string,
): Promise<Page> {
  const place = cursor === undefined ? {} : { beforeMessageId: fetchedBefore(cursor) };
  const request = { query, limit, chatId, ...place };
  const { messages } = await control.act({ sessionId, name: "search", request });
  const last = messages.length < limit ? undefined : messages.at(-1);
  return { messages, nextCursor: last === undefined ? null : `t.${last.messageId}` };
}

/** Ids of several chats have no common order: this goes on in a way of its own. */
async function inAll(
  control: SessionControl,
  { sessionId, query, cursor, limit }: Search,
  allowed: readonly string[] | undefined,
): Promise<Page> {
  const seen: NewMessageEntry[] = [];
  let place = cursor === undefined ? null : searchPlaceOf(cursor);
  for (let page = 0; page < MAX_PAGES; page++) {
    const request = { query, limit, ...(place === null ? {} : { after: place }) };
    const { messages, next } = await control.act({ sessionId, name: "search", request });
    if (allowed === undefined) return { messages, nextCursor: next === null ? null : searchCursor(next) };
    const room = limit - seen.length;
    const visible = messages.filter(({ chatId }) => allowed.includes(chatId));
    seen.push(...visible.slice(0, room));
    if (next === null && visible.length <= room) return { messages: seen, nextCursor: null };
    if (seen.length === limit || next === null) break;
    place = next;
  }
  // A place behind a message that the caller does not see would tell of it.
  const last = seen.at(-1);
  return { messages: seen, nextCursor: last === undefined ? null : searchCursor(placeOf(last)) };
}

function placeOf({ chatId, messageId, date }: NewMessageEntry): SearchPlace {
  return { rate: Math.floor(Date.parse(date) / 1000), chatId, messageId };
}
