import { method } from "../../method.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";
import { describePage } from "./describe.ts";
import { pageOf } from "./page.ts";

export const getHistory = method(
  "messages.getHistory",
  (call, request) => {
    const peer = resolvePeer(call, request.peer);
    return describePage(call, peer, pageOf(call.core.world.box(boxOwner(call, peer)), peer, request));
  },
  PEER_ERRORS,
);
