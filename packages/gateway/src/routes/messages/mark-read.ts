import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const markRead = route(OPERATIONS.markRead, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, messageId } = input;
  await sessions.require(sessionId);
  await control.act({
    sessionId,
    name: "read",
    request: { chatId, ...(messageId === undefined ? {} : { messageId }) },
  });
  return { data: { chatId } };
});
