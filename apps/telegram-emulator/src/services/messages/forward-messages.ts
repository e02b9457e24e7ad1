import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { isChannelPeer, type StoredMessage } from "../../world/types.ts";
import { boxOwner, checkMayWrite, PEER_ERRORS, resolvePeer, WRITE_ERRORS } from "../input.ts";
import { checkRandomId, sentUpdates } from "./send.ts";

/** Keeps the first author when a forward is forwarded. */
const headerOf = (message: StoredMessage): tl.RawMessageFwdHeader => {
  if (message.forward) return message.forward;
  const isPost = isChannelPeer(message.peer) && message.from === undefined;
  return {
    _: "messageFwdHeader",
    fromId: tlPeer(message.from ?? message.peer),
    date: message.date,
    ...(isPost && { channelPost: message.id }),
  };
};

export const forwardMessages = method(
  "messages.forwardMessages",
  (call, request) => {
    const { core, user, key } = call;
    const from = resolvePeer(call, request.fromPeer);
    const peer = resolvePeer(call, request.toPeer);
    checkMayWrite(call, peer);
    if (request.id.length === 0 || request.id.length !== request.randomId.length) throw badRequest("MESSAGE_IDS_EMPTY");
    const source = core.world.box(boxOwner(call, from));
    const sent = request.id.map((id, index) => {
      const message = source.messages.get(id);
      const randomId = request.randomId[index];
      if (!message || message.peer !== from || message.action || !randomId) throw badRequest("MESSAGE_ID_INVALID");
      checkRandomId(call, randomId);
      const { text, entities, media, replyMarkup, groupedId } = message;
      const posted = core.publisher.post(
        {
          peer,
          from: user.id,
          text,
          ...(entities && { entities }),
          ...(media && { media }),
          ...(replyMarkup && { replyMarkup }),
          ...(groupedId !== undefined && { groupedId }),
          ...(!request.dropAuthor && { forward: headerOf(message) }),
        },
        { except: key, randomId: randomId.toString() },
      );
      return { posted, randomId };
    });
    return sentUpdates(call, sent);
  },
  [...PEER_ERRORS, "MESSAGE_IDS_EMPTY", "MESSAGE_ID_INVALID", ...WRITE_ERRORS, "RANDOM_ID_DUPLICATE"],
);
