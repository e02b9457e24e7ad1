import { method } from "../../method.ts";
import { isFreeUsername } from "../usernames.ts";

export const checkChannelUsername = method(
  "channels.checkUsername",
  (call, { username }) => isFreeUsername(call, username),
  ["USERNAME_INVALID"],
);
