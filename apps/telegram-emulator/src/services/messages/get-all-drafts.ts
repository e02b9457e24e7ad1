import { method } from "../../method.ts";
import { updatesAnswer } from "../updates-answer.ts";
import { draftUpdate } from "../../world/tl-drafts.ts";

export const getAllDrafts = method("messages.getAllDrafts", (call) => {
  const kept = [...call.user.dialogs].filter(([, { draft }]) => draft !== undefined);
  return updatesAnswer(
    call,
    kept.map(([peer, { draft }]) => draftUpdate(peer, draft)),
    kept.map(([peer]) => peer),
  );
});
