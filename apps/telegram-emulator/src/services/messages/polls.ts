import type { tl } from "@mtcute/core";

import type { UserCall } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { pollResults } from "../../world/tl-polls.ts";
import type { PeerId, StoredMessage } from "../../world/types.ts";
import { boxOwner, messageOf } from "../input.ts";
import { tlPeer } from "../../world/tl-peers.ts";

export interface FoundPoll {
  readonly message: StoredMessage;
  readonly poll: tl.RawPoll;
}

/** The poll in a message that the caller sees. */
export const pollIn = (call: UserCall, peer: PeerId, id: number): FoundPoll => {
  const message = messageOf(call, peer, id);
  if (message.media?._ !== "messageMediaPoll") throw badRequest("MESSAGE_ID_INVALID");
  return { message, poll: message.media.poll };
};

export const pollUpdate = (message: StoredMessage, poll: tl.RawPoll, viewerId: number): tl.RawUpdateMessagePoll => ({
  _: "updateMessagePoll",
  peer: tlPeer(message.peer),
  msgId: message.id,
  pollId: poll.id,
  poll,
  results: pollResults(poll, message.votes, viewerId),
});

/** Changes the message in every box that has it, without an event: votes have no pts. */
export const touchCopies = (
  call: UserCall,
  peer: PeerId,
  message: StoredMessage,
  patch: Partial<StoredMessage>,
): void => {
  const { world } = call.core;
  const copies =
    message.uid === undefined ? [{ box: boxOwner(call, peer), id: message.id }] : world.copiesOf(message.uid);
  for (const { box, id } of copies) world.commit({ t: "touch", box, id, patch });
};
