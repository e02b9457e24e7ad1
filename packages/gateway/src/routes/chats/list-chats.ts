import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const listChats = route(OPERATIONS.listChats, async (request, { control, sessions }) => {
  const { sessionId, limit } = request.input;
  await sessions.require(sessionId);
  const found = await control.act({ sessionId, name: "chats", request: { limit } });
  const allowed = callerOf(request).principal.filter?.chats;
  const chats = found.chats.filter(({ id }) => allowed === undefined || allowed.includes(id));
  return { data: { chats }, count: chats.length, hasMore: found.chats.length === limit };
});
