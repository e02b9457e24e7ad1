import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import { isPresent, PeerCollector } from "../../world/tl-peers.ts";
import type { MemberData } from "../../world/types.ts";
import { resolveGroup } from "../input.ts";

const tlMember = (member: MemberData, creatorId: number): tl.TypeChatParticipant => {
  const { userId, date } = member;
  if (member.role === "creator") return { _: "chatParticipantCreator", userId };
  const inviterId = member.invitedBy ?? creatorId;
  return member.role === "admin"
    ? { _: "chatParticipantAdmin", userId, inviterId, date }
    : { _: "chatParticipant", userId, inviterId, date };
};

export const getFullChat = method(
  "messages.getFullChat",
  (call, { chatId }) => {
    const chat = resolveGroup(call, chatId);
    const members = [...chat.members.values()].filter(isPresent);
    const peers = new PeerCollector(call.core.world, call.user.id).add(chat.peer);
    for (const { userId } of members) peers.add(userId);
    return {
      _: "messages.chatFull",
      fullChat: {
        _: "chatFull",
        id: chatId,
        about: chat.data.about ?? "",
        participants: {
          _: "chatParticipants",
          chatId,
          version: chat.data.version ?? 1,
          participants: members.map((member) => tlMember(member, chat.data.creatorId)),
        },
        notifySettings: { _: "peerNotifySettings" },
      },
      chats: peers.chats,
      users: peers.users,
    };
  },
  ["CHAT_ID_INVALID"],
);
