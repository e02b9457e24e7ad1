import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlUser } from "../../world/tl-peers.ts";
import { checkFreeUsername, USERNAME_ERRORS } from "../usernames.ts";

export const updateUsername = method(
  "account.updateUsername",
  (call, { username }) => {
    const { core, user } = call;
    const { username: current, ...rest } = user.data;
    if (username === (current ?? "")) throw badRequest("USERNAME_NOT_MODIFIED");
    if (username !== "") checkFreeUsername(call, username);
    core.world.commit({ t: "user", user: { ...rest, ...(username !== "" && { username }) } });
    return tlUser(core.world, user, user.id);
  },
  ["USERNAME_NOT_MODIFIED", ...USERNAME_ERRORS],
);
