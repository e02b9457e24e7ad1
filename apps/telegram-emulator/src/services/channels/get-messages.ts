import { method } from "../../method.ts";
import { withPeers } from "../../world/tl-messages.ts";
import { messageIdsOf, resolveChannel } from "../input.ts";

export const getChannelMessages = method(
  "channels.getMessages",
  (call, { channel, id }) => {
    const { box } = resolveChannel(call, channel);
    const ids = messageIdsOf(id);
    const found = ids.flatMap((messageId) => box?.messages.get(messageId) ?? []);
    const content = withPeers(call.core.world, call.user.id, found);
    const known = new Set(found.map((message) => message.id));
    const empty = ids
      .filter((messageId) => !known.has(messageId))
      .map((messageId) => ({ _: "messageEmpty" as const, id: messageId }));
    return {
      _: "messages.channelMessages",
      ...content,
      pts: box?.pts ?? 1,
      count: ids.length,
      messages: [...content.messages, ...empty],
      topics: [],
    };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE"],
);
