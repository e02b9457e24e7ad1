import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { bareId, isChannelPeer, isUserPeer } from "../../world/types.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { audienceOf } from "../updates-answer.ts";

/** Shows the others that the caller is busy writing. */
export const setTyping = method(
  "messages.setTyping",
  (call, { peer: input, action }) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, input);
    const fromId = tlPeer(user.id);
    const update = (): tl.TypeUpdate => {
      if (isUserPeer(peer)) return { _: "updateUserTyping", userId: user.id, action };
      return isChannelPeer(peer)
        ? { _: "updateChannelUserTyping", channelId: bareId(peer), fromId, action }
        : { _: "updateChatUserTyping", chatId: bareId(peer), fromId, action };
    };
    core.pusher.push(
      audienceOf(call, peer).filter((id) => id !== user.id),
      {
        peer: isUserPeer(peer) ? user.id : peer,
        except: key,
        build: (viewerId) => {
          const peers = new PeerCollector(core.world, viewerId).add(user.id).add(isUserPeer(peer) ? undefined : peer);
          return { updates: [update()], users: peers.users, chats: peers.chats };
        },
      },
    );
    return true;
  },
  PEER_ERRORS,
);
