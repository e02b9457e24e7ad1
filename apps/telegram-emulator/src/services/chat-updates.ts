import type { tl } from "@mtcute/core";

import type { UserCall } from "../method.ts";
import { PeerCollector } from "../world/tl-peers.ts";
import { bareId, type Chat, isChannelPeer } from "../world/types.ts";
import { sentUpdates } from "./messages/send.ts";

/** Posts a service message about a chat and answers with it. */
export const postAction = (call: UserCall, chat: Chat, action: tl.TypeMessageAction): tl.RawUpdates => {
  const { core, key, user } = call;
  const posted = core.publisher.post({ peer: chat.peer, from: user.id, text: "", action }, { except: key });
  core.publisher.pushChat(chat.peer, chat.members.keys(), key);
  const updates = sentUpdates(call, [{ posted }]);
  const changed: tl.TypeUpdate = isChannelPeer(chat.peer)
    ? { _: "updateChannel", channelId: bareId(chat.peer) }
    : { _: "updateChat", chatId: bareId(chat.peer) };
  const chats = new PeerCollector(core.world, user.id).add(chat.peer).chats;
  return { ...updates, updates: [...updates.updates, changed], chats };
};

/** Tells everybody in a chat, and whoever just left, that it changed; no message. */
export const announceChange = (call: UserCall, chat: Chat, extra: readonly number[] = []): tl.RawUpdates => {
  const { core, key, user } = call;
  core.publisher.pushChat(chat.peer, new Set([...chat.members.keys(), ...extra]), key);
  const peers = new PeerCollector(core.world, user.id).add(chat.peer);
  const update: tl.TypeUpdate = isChannelPeer(chat.peer)
    ? { _: "updateChannel", channelId: bareId(chat.peer) }
    : { _: "updateChat", chatId: bareId(chat.peer) };
  return {
    _: "updates",
    updates: [update],
    users: peers.users,
    chats: peers.chats,
    date: core.world.nowSeconds,
    seq: 0,
  };
};
