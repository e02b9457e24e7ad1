import { method } from "../../method.ts";
import { stateOf } from "../../updates/difference.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { dialogsOf } from "./dialog-list.ts";
import { describeDialogs } from "./get-dialogs.ts";

export const getPeerDialogs = method(
  "messages.getPeerDialogs",
  (call, { peers }) => {
    const asked = new Set(
      peers.flatMap((input) => (input._ === "inputDialogPeer" ? [resolvePeer(call, input.peer)] : [])),
    );
    const known = dialogsOf(call).filter((entry) => asked.has(entry.peer));
    return { _: "messages.peerDialogs", ...describeDialogs(call, known), state: stateOf(call.core, call.user) };
  },
  PEER_ERRORS,
);
