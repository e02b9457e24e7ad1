import { method } from "../../method.ts";
import { withPeers } from "../../world/tl-messages.ts";
import { messageIdsOf } from "../input.ts";

export const getMessages = method("messages.getMessages", (call, { id }) => {
  const ids = messageIdsOf(id);
  const found = ids.flatMap((messageId) => call.user.box.messages.get(messageId) ?? []);
  const content = withPeers(call.core.world, call.user.id, found);
  const known = new Set(found.map((message) => message.id));
  const empty = ids
    .filter((messageId) => !known.has(messageId))
    .map((messageId) => ({ _: "messageEmpty" as const, id: messageId }));
  return { _: "messages.messages", ...content, messages: [...content.messages, ...empty], topics: [] };
});
