import { method } from "../../method.ts";
import { isAdmin, isPresent, PeerCollector } from "../../world/tl-peers.ts";
import { bareId } from "../../world/types.ts";
import { resolveChannel } from "../input.ts";

export const getFullChannel = method(
  "channels.getFullChannel",
  (call, { channel }) => {
    const { world, publisher } = call.core;
    const chat = resolveChannel(call, channel);
    const member = chat.members.get(call.user.id);
    const present = [...chat.members.values()].filter(isPresent);
    const dialog = world.dialog(call.user, chat.peer);
    return {
      _: "messages.chatFull",
      fullChat: {
        _: "channelFull",
        ...((isAdmin(member) || chat.data.kind === "supergroup") && { canViewParticipants: true }),
        id: bareId(chat.peer),
        about: chat.data.about ?? "",
        participantsCount: present.length,
        adminsCount: present.filter(isAdmin).length,
        readInboxMaxId: dialog.readInboxMaxId,
        readOutboxMaxId: dialog.readOutboxMaxId,
        unreadCount: publisher.unreadCount(call.user.id, chat.peer),
        chatPhoto: { _: "photoEmpty", id: 0 as never },
        notifySettings: { _: "peerNotifySettings" },
        botInfo: [],
        pts: chat.box?.pts ?? 1,
        ...(chat.data.pinnedMessageId !== undefined && { pinnedMsgId: chat.data.pinnedMessageId }),
        ...(chat.data.slowmodeSeconds !== undefined && { slowmodeSeconds: chat.data.slowmodeSeconds }),
      },
      chats: new PeerCollector(world, call.user.id).add(chat.peer).chats,
      users: [],
    };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE"],
);
