import { method } from "../../method.ts";
import { checkAdmin, resolveChannel } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";
import { bareId } from "../../world/types.ts";

/** Deletes the messages of a channel up to an id, for all; an own, private emptying is not kept. */
export const deleteChannelHistory = method(
  "channels.deleteHistory",
  (call, { channel, maxId, forEveryone }) => {
    const chat = resolveChannel(call, channel);
    const available = {
      _: "updateChannelAvailableMessages" as const,
      channelId: bareId(chat.peer),
      availableMinId: maxId,
    };
    if (!forEveryone) return updatesAnswer(call, [available], [chat.peer]);
    checkAdmin(call, chat);
    const { box } = chat;
    const ids = box?.idsOf(chat.peer).filter((id) => box.messages.has(id) && (maxId <= 0 || id <= maxId)) ?? [];
    const event = ids.length > 0 ? call.core.publisher.delete(chat.peer, ids, true, { except: call.key }) : undefined;
    const gone = {
      _: "updateDeleteChannelMessages" as const,
      channelId: bareId(chat.peer),
      messages: ids,
      pts: event?.pts ?? box?.pts ?? 1,
      ptsCount: event?.count ?? 0,
    };
    return updatesAnswer(call, [gone], [chat.peer]);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED"],
);
