import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const deleteMessages = route(OPERATIONS.deleteMessages, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, messageIds, onlyForSelf } = input;
  await sessions.require(sessionId);
  await control.act({ sessionId, name: "delete", request: { chatId, messageIds, isOnlyForSelf: onlyForSelf } });
  return { data: { messageIds } };
});
