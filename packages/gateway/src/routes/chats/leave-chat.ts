import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const leaveChat = route(OPERATIONS.leaveChat, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId } = input;
  await sessions.require(sessionId);
  await control.act({ sessionId, name: "leave", request: { chatId } });
  return { data: { chatId } };
});
