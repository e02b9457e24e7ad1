import { method } from "../../method.ts";
import { isFreeUsername } from "../usernames.ts";

export const checkUsername = method("account.checkUsername", (call, { username }) => isFreeUsername(call, username), [
  "USERNAME_INVALID",
]);
