import type { UserCall } from "../method.ts";
import { setMember } from "../world/builder.ts";
import { isPresent } from "../world/tl-peers.ts";
import type { Chat } from "../world/types.ts";

/** Ends a chat: nobody is in it any more, and its username is free. */
export const deleteWholeChat = ({ core, key }: UserCall, chat: Chat): void => {
  const members = [...chat.members.values()].filter(isPresent).map(({ userId }) => userId);
  const { username: _freed, ...data } = chat.data;
  core.world.commit({ t: "chat", chat: { ...data, isDeleted: true } });
  for (const userId of members) setMember(core, chat.peer, userId, "left");
  core.publisher.pushChat(chat.peer, members, key);
};
