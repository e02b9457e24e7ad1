import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { channelDifference } from "../../updates/difference.ts";
import { resolveChannel } from "../input.ts";

export const getChannelDifference = method(
  "updates.getChannelDifference",
  (call, { channel, pts, limit }) => {
    if (pts <= 0) throw badRequest("PERSISTENT_TIMESTAMP_INVALID");
    return channelDifference(call.core, call.user, resolveChannel(call, channel), pts, limit);
  },
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE", "PERSISTENT_TIMESTAMP_INVALID"],
);
