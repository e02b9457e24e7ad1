import { method } from "../../method.ts";
import { resolveChannel } from "../input.ts";

export const readChannelMessageContents = method(
  "channels.readMessageContents",
  (call, { channel }) => resolveChannel(call, channel) !== undefined,
  ["CHANNEL_INVALID", "CHANNEL_PRIVATE"],
);
