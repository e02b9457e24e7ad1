import { method, type UserCall } from "../../method.ts";
import type { tl } from "@mtcute/core";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { isUserPeer } from "../../world/types.ts";
import { resolvePeer } from "../input.ts";
import { tellOtherSessions } from "../updates-answer.ts";

const setBlocked = (call: UserCall, input: tl.TypeInputPeer, isBlocked: boolean): boolean => {
  const peer = resolvePeer(call, input);
  if (!isUserPeer(peer) || peer === call.user.id) throw badRequest("CONTACT_ID_INVALID");
  call.core.world.commit({ t: "block", user: call.user.id, blocked: peer, on: isBlocked });
  tellOtherSessions(call, peer, { _: "updatePeerBlocked", peerId: tlPeer(peer), ...(isBlocked && { blocked: true }) });
  return true;
};

const ERRORS = ["PEER_ID_INVALID", "CONTACT_ID_INVALID"];

export const block = method("contacts.block", (call, { id }) => setBlocked(call, id, true), ERRORS);

export const unblock = method("contacts.unblock", (call, { id }) => setBlocked(call, id, false), ERRORS);
