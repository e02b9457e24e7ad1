import type { tl } from "@mtcute/core";

import type { UserCall } from "../method.ts";
import { PeerCollector } from "../world/tl-peers.ts";
import { type PeerId, isUserPeer } from "../world/types.ts";

/** Updates that answer a call, with the peers they mention. */
export const updatesAnswer = (
  { core, user }: UserCall,
  updates: tl.TypeUpdate[],
  mentioned: readonly PeerId[] = [],
): tl.RawUpdates => {
  const peers = new PeerCollector(core.world, user.id);
  for (const peer of mentioned) peers.add(peer);
  return { _: "updates", updates, users: peers.users, chats: peers.chats, date: core.world.nowSeconds, seq: 0 };
};

/** Tells the caller's other sessions about something that has no pts. */
export const tellOtherSessions = ({ core, user, key }: UserCall, peer: PeerId, update: tl.TypeUpdate): void => {
  core.pusher.push([user.id], {
    peer,
    except: key,
    build: () => {
      const peers = new PeerCollector(core.world, user.id).add(peer);
      return { updates: [update], users: peers.users, chats: peers.chats };
    },
  });
};

/** Everybody who sees what happens in a chat: its members, or both sides of a private one. */
export const audienceOf = ({ core, user }: UserCall, peer: PeerId): readonly number[] => {
  if (isUserPeer(peer)) return peer === user.id ? [peer] : [user.id, peer];
  const ids: number[] = [];
  for (const { userId, role } of core.world.chat(peer).members.values())
    if (role !== "left" && role !== "banned") ids.push(userId);
  return ids;
};
