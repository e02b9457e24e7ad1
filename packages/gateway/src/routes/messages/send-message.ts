import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const sendMessage = route(OPERATIONS.sendMessage, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, text, replyTo, silent } = input;
  await sessions.require(sessionId);
  const data = await control.send({
    sessionId, chatId, text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(silent === undefined ? {} : { silent }),
  });
  return { data };
});
