import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";
import { textOf } from "../../messages/text-input.ts";

export const editMessage = route(OPERATIONS.editMessage, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, messageId, text } = input;
  await sessions.require(sessionId);
  const request = { chatId, messageId, text, ...textOf(input) };
  return { data: await control.act({ sessionId, name: "edit", request }) };
});
