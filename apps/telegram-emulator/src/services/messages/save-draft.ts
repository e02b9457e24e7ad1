import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { tellOtherSessions } from "../updates-answer.ts";
import { draftUpdate } from "../../world/tl-drafts.ts";
import { replyFields } from "./send.ts";

/** Keeps what somebody began to write; an empty text takes the draft away. */
export const saveDraft = method(
  "messages.saveDraft",
  (call, request) => {
    const { core, user } = call;
    const peer = resolvePeer(call, request.peer);
    const { replyToId } = replyFields(call, peer, request);
    const isEmpty = request.message === "" && replyToId === undefined;
    const draft = {
      text: request.message,
      date: core.world.nowSeconds,
      ...(request.entities && { entities: request.entities }),
      ...(replyToId !== undefined && { replyToId }),
    };
    core.world.commit({ t: "draft", user: user.id, peer, ...(!isEmpty && { draft }) });
    tellOtherSessions(call, peer, draftUpdate(peer, isEmpty ? undefined : draft));
    return true;
  },
  [...PEER_ERRORS, "REPLY_MESSAGE_ID_INVALID"],
);
