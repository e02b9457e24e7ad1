import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getChat = route(OPERATIONS.getChat, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId } = input;
  await sessions.require(sessionId);
  return { data: await control.act({ sessionId, name: "chat", request: { chatId } }) };
});
