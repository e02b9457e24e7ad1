import type { tl } from "@mtcute/core";
import type Long from "long";

import type { UserCall } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { collectPeers, tlMessage } from "../../world/tl-messages.ts";
import { isChannelPeer, type PeerId } from "../../world/types.ts";
import { boxOwner } from "../input.ts";
import type { Draft, Posted } from "../../updates/publisher.ts";

export const MAX_MESSAGE_LENGTH = 4096;
export const MAX_CAPTION_LENGTH = 1024;

/** Throws when this sender has used the random id before. */
export const checkRandomId = (call: UserCall, randomId: Long): void => {
  if (call.core.world.sentWith(call.user.id, randomId.toString())) throw new RpcFault(500, "RANDOM_ID_DUPLICATE");
};

type ReplyInput = { readonly replyTo?: tl.TypeInputReplyTo; readonly replyToMsgId?: number };

/** What a message answers; older layers send the id alone. */
export const replyFields = (call: UserCall, peer: PeerId, request: object): Pick<Draft, "replyToId" | "quoteText"> => {
  const { replyTo, replyToMsgId } = request as ReplyInput;
  const id = replyTo?._ === "inputReplyToMessage" ? replyTo.replyToMsgId : replyToMsgId;
  if (!id) return {};
  if (!call.core.world.box(boxOwner(call, peer)).messages.has(id)) throw badRequest("REPLY_MESSAGE_ID_INVALID");
  const quote = replyTo?._ === "inputReplyToMessage" ? replyTo.quoteText : undefined;
  return { replyToId: id, ...(quote !== undefined && { quoteText: quote }) };
};

/** The updates that answer a call which sent messages. */
export const sentUpdates = (
  { core, user }: UserCall,
  sent: readonly { posted: Posted; randomId?: Long }[],
): tl.RawUpdates => {
  const peers = new PeerCollector(core.world, user.id);
  const updates: tl.TypeUpdate[] = [];
  for (const { posted, randomId } of sent) {
    const { message, pts } = posted;
    collectPeers(peers, message);
    if (randomId) updates.push({ _: "updateMessageID", id: message.id, randomId });
    const update = { message: tlMessage(message, user.id), pts, ptsCount: 1 };
    updates.push(
      isChannelPeer(message.peer) ? { _: "updateNewChannelMessage", ...update } : { _: "updateNewMessage", ...update },
    );
  }
  return { _: "updates", updates, users: peers.users, chats: peers.chats, date: core.world.nowSeconds, seq: 0 };
};
