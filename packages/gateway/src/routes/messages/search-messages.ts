import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { fetchedBefore, fetchedEntry } from "../../messages/fetched-entry.ts";

export const searchMessages = route(OPERATIONS.searchMessages, async (request, { control, sessions }) => {
  const { sessionId, query, chatId, cursor, limit } = request.input;
  await sessions.require(sessionId);
  const { messages } = await control.act({
    sessionId,
    name: "search",
    request: {
      query,
      limit,
      ...(chatId === undefined ? {} : { chatId }),
      ...(cursor === undefined ? {} : { beforeMessageId: fetchedBefore(cursor) }),
    },
  });
  const allowed = callerOf(request).principal.filter?.chats;
  const seen = messages.filter((message) => allowed === undefined || allowed.includes(message.chatId));
  // Ids of several chats have no common order: only the search in one chat goes on.
  const last = chatId === undefined || messages.length < limit ? undefined : messages.at(-1);
  const nextCursor = last === undefined ? null : `t.${last.messageId}`;
  return { data: { messages: seen.map(fetchedEntry), nextCursor }, count: seen.length, hasMore: nextCursor !== null };
});
