import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { describeScheduled, scheduledIn } from "./scheduled.ts";

export const getScheduledHistory = method(
  "messages.getScheduledHistory",
  (call, { peer }) => describeScheduled(call, scheduledIn(call.user, resolvePeer(call, peer))),
  PEER_ERRORS,
);
