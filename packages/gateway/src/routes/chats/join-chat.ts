import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { requireUnfiltered } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";
import { defined } from "../../messages/text-input.ts";

export const joinChat = route(OPERATIONS.joinChat, async (request, { control, sessions }) => {
  const { sessionId, ...target } = request.input;
  if (Object.values(target).filter((value) => value !== undefined).length !== 1) {
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "chatId", problem: "give one of chatId, username, invite" }] },
    });
  }
  if (target.chatId === undefined) requireUnfiltered(callerOf(request));
  await sessions.require(sessionId);
  return { data: await control.act({ sessionId, name: "join", request: defined(target) }) };
});
