import type { tl } from "@mtcute/core";

import type { MemberData } from "../../world/types.ts";

const ADMIN_RIGHTS = {
  _: "chatAdminRights",
  changeInfo: true,
  postMessages: true,
  editMessages: true,
  deleteMessages: true,
  banUsers: true,
  inviteUsers: true,
  pinMessages: true,
  addAdmins: true,
  other: true,
} as const;

export const tlParticipant = (member: MemberData, viewerId: number): tl.TypeChannelParticipant => {
  const { userId, date, role } = member;
  if (role === "creator") return { _: "channelParticipantCreator", userId, adminRights: ADMIN_RIGHTS };
  if (role === "admin")
    return {
      _: "channelParticipantAdmin",
      userId,
      date,
      promotedBy: member.invitedBy ?? userId,
      adminRights: ADMIN_RIGHTS,
    };
  const peer = { _: "peerUser" as const, userId };
  if (role === "banned") {
    return {
      _: "channelParticipantBanned",
      left: true,
      peer,
      kickedBy: member.invitedBy ?? userId,
      date,
      bannedRights: { _: "chatBannedRights", viewMessages: true, untilDate: 0 },
    };
  }
  if (role === "left") return { _: "channelParticipantLeft", peer };
  return userId === viewerId
    ? { _: "channelParticipantSelf", userId, date, inviterId: member.invitedBy ?? userId }
    : { _: "channelParticipant", userId, date };
};
