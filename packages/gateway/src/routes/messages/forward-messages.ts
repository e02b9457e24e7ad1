import { OPERATIONS } from "@telewire/contracts";
import { requireChat } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";
import { repeatable, triedBefore } from "../../messages/repeatable.ts";

export const forwardMessages = route(OPERATIONS.forwardMessages, async (request, context) => {
  const { sessionId, chatId, fromChatId, messageIds, silent } = request.input;
  requireChat(callerOf(request), fromChatId);
  await context.sessions.require(sessionId);
  const data = await repeatable(request, context, (attempt) =>
    context.control.act({
      sessionId,
      name: "forward",
      request: {
        fromChatId,
        messageIds,
        toChatId: chatId,
        ...(silent === undefined ? {} : { silent }),
        ...(attempt === null ? {} : { randomIds: messageIds.map((_, index) => attempt.randomId(index)) }),
        ...triedBefore(attempt),
      },
    }),
  );
  context.reader.noteSent(sessionId, chatId, data.messageIds.at(-1));
  return { data: { messageIds: [...data.messageIds] } };
});
