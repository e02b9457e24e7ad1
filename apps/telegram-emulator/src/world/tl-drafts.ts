import type { tl } from "@mtcute/core";

import { tlPeer } from "./tl-peers.ts";
import type { Draft, PeerId } from "./types.ts";

export const tlDraft = ({ text, date, entities, replyToId }: Draft): tl.RawDraftMessage => ({
  _: "draftMessage",
  message: text,
  date,
  ...(entities && { entities }),
  ...(replyToId !== undefined && { replyTo: { _: "inputReplyToMessage", replyToMsgId: replyToId } }),
});

export const draftUpdate = (peer: PeerId, draft: Draft | undefined): tl.RawUpdateDraftMessage => ({
  _: "updateDraftMessage",
  peer: tlPeer(peer),
  draft: draft ? tlDraft(draft) : { _: "draftMessageEmpty" },
});
