import { isDeepStrictEqual } from "node:util";

import { method } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { isAdmin } from "../../world/tl-peers.ts";
import { tlMessage } from "../../world/tl-messages.ts";
import { isChannelPeer } from "../../world/types.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { collectPeers } from "../../world/tl-messages.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";
import { MEDIA_ERRORS, mediaFromInput } from "./input-media.ts";
import { MAX_MESSAGE_LENGTH } from "./send.ts";

const EDIT_TIME_LIMIT_SECONDS = 172_800;

export const editMessage = method(
  "messages.editMessage",
  (call, request) => {
    const { core, user, key } = call;
    const peer = resolvePeer(call, request.peer);
    const owner = boxOwner(call, peer);
    const message = core.world.box(owner).messages.get(request.id);
    if (!message || message.peer !== peer) throw badRequest("MESSAGE_ID_INVALID");
    const chat = core.world.chats.get(peer);
    const isPost = message.from === undefined;
    if (isPost ? !isAdmin(chat?.members.get(user.id)) : message.from !== user.id)
      throw new RpcFault(403, "MESSAGE_AUTHOR_REQUIRED");
    if (!isPost && core.world.nowSeconds - message.date > EDIT_TIME_LIMIT_SECONDS)
      throw badRequest("MESSAGE_EDIT_TIME_EXPIRED");
    const text = request.message ?? message.text;
    if (text.trim() === "" && !message.media) throw badRequest("MESSAGE_EMPTY");
    if (text.length > MAX_MESSAGE_LENGTH) throw badRequest("MESSAGE_TOO_LONG");
    const isSame = text === message.text && isDeepStrictEqual(request.entities ?? [], message.entities ?? []);
    if (isSame && !request.replyMarkup && !request.media) throw badRequest("MESSAGE_NOT_MODIFIED");
    const media = request.media && mediaFromInput(call, request.media);
    const edited = core.publisher.edit(
      owner,
      request.id,
      {
        text,
        entities: request.entities ?? [],
        editDate: core.world.nowSeconds,
        ...(request.replyMarkup && { replyMarkup: request.replyMarkup }),
        ...(media && { media }),
      },
      { except: key },
    );
    if (!edited) throw badRequest("MESSAGE_ID_INVALID");
    const peers = new PeerCollector(core.world, user.id);
    collectPeers(peers, edited.message);
    const update = { message: tlMessage(edited.message, user.id), pts: edited.pts, ptsCount: 1 };
    return {
      _: "updates",
      updates: [
        isChannelPeer(peer) ? { _: "updateEditChannelMessage", ...update } : { _: "updateEditMessage", ...update },
      ],
      users: peers.users,
      chats: peers.chats,
      date: core.world.nowSeconds,
      seq: 0,
    };
  },
  [
    ...PEER_ERRORS,
    "MESSAGE_ID_INVALID",
    "MESSAGE_AUTHOR_REQUIRED",
    "MESSAGE_EDIT_TIME_EXPIRED",
    "MESSAGE_EMPTY",
    "MESSAGE_TOO_LONG",
    "MESSAGE_NOT_MODIFIED",
    ...MEDIA_ERRORS,
  ],
);
