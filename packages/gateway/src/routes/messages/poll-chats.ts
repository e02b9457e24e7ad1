import { OPERATIONS } from "@telewire/contracts";
import { requireChat } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const pollChats = route(OPERATIONS.pollChats, (request, { reader }) => {
  const { chats, ...input } = request.input;
  const chatIds = [...new Set(chats)];
  for (const chatId of chatIds) requireChat(callerOf(request), chatId);
  return reader.poll({ ...input, chatIds }, request.http);
});
