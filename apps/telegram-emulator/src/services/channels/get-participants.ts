import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { isAdmin, isPresent, PeerCollector } from "../../world/tl-peers.ts";
import type { MemberData } from "../../world/types.ts";
import { checkAdmin, resolveChannel } from "../input.ts";
import { tlParticipant } from "./participants.ts";

const MAX_LIMIT = 200;
const ADMIN_ONLY_FILTERS = ["channelParticipantsKicked", "channelParticipantsBanned"];

export const getParticipants = method(
  "channels.getParticipants",
  (call, { channel, filter, offset, limit }) => {
    const { world } = call.core;
    const chat = resolveChannel(call, channel);
    if (chat.data.kind === "channel" || ADMIN_ONLY_FILTERS.includes(filter._)) checkAdmin(call, chat);
    if (limit > MAX_LIMIT) throw badRequest("LIMIT_INVALID");
    const query = "q" in filter ? filter.q.toLowerCase() : "";
    const nameOf = ({ userId }: MemberData): string => {
      const data = world.users.get(userId)?.data;
      return `${data?.firstName ?? ""} ${data?.lastName ?? ""} ${data?.username ?? ""}`.toLowerCase();
    };
    const matches = (member: MemberData): boolean => {
      if (ADMIN_ONLY_FILTERS.includes(filter._)) return member.role === "banned";
      if (!isPresent(member)) return false;
      if (filter._ === "channelParticipantsAdmins") return isAdmin(member);
      if (filter._ === "channelParticipantsBots") return world.users.get(member.userId)?.data.isBot === true;
      return query === "" || nameOf(member).includes(query);
    };
    const all = [...chat.members.values()].filter(matches);
    const page = all.slice(offset, offset + limit);
    const peers = new PeerCollector(world, call.user.id).add(chat.peer);
    for (const member of page) peers.add(member.userId);
    return {
      _: "channels.channelParticipants",
      count: all.length,
      participants: page.map((member) => tlParticipant(member, call.user.id)),
      chats: peers.chats,
      users: peers.users,
    };
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "CHAT_ADMIN_REQUIRED", "LIMIT_INVALID"],
);
