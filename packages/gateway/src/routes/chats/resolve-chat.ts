import { OPERATIONS } from "@telewire/contracts";
import { requireChat } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const resolveChat = route(OPERATIONS.resolveChat, async (request, { control, sessions }) => {
  const { sessionId, username } = request.input;
  await sessions.require(sessionId);
  const chat = await control.act({ sessionId, name: "resolve", request: { username } });
  requireChat(callerOf(request), chat.id);
  return { data: chat };
});
