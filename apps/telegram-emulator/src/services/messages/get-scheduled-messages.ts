import { method } from "../../method.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { describeScheduled, scheduledIn } from "./scheduled.ts";

export const getScheduledMessages = method(
  "messages.getScheduledMessages",
  (call, { peer, id: ids }) =>
    describeScheduled(
      call,
      scheduledIn(call.user, resolvePeer(call, peer)).filter(({ id }) => ids.includes(id)),
    ),
  PEER_ERRORS,
);
