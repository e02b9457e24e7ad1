import { method } from "../../method.ts";
import { stateOf } from "../../updates/difference.ts";
import { dialogsOf } from "./dialog-list.ts";
import { describeDialogs } from "./get-dialogs.ts";

export const getPinnedDialogs = method("messages.getPinnedDialogs", (call, { folderId }) => {
  const pinned = dialogsOf(call).filter((entry) => entry.isPinned && entry.folderId === folderId);
  return { _: "messages.peerDialogs", ...describeDialogs(call, pinned), state: stateOf(call.core, call.user) };
});
