import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const pinMessage = route(OPERATIONS.pinMessage, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, messageId, isPinned, silent } = input;
  await sessions.require(sessionId);
  const request = { chatId, messageId, isPinned, ...(silent === undefined ? {} : { silent }) };
  await control.act({ sessionId, name: "pin", request });
  return { data: { messageId, isPinned } };
});
