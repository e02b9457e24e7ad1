import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlUser } from "../../world/tl-peers.ts";

const USERNAME = /^[a-z]\w{4,31}$/i;

export const updateUsername = method(
  "account.updateUsername",
  ({ core, user }, { username }) => {
    const { username: current, ...rest } = user.data;
    if (username === (current ?? "")) throw badRequest("USERNAME_NOT_MODIFIED");
    if (username !== "" && !USERNAME.test(username)) throw badRequest("USERNAME_INVALID");
    if (core.world.usernames.has(username.toLowerCase())) throw badRequest("USERNAME_OCCUPIED");
    core.world.commit({ t: "user", user: { ...rest, ...(username !== "" && { username }) } });
    return tlUser(core.world, user, user.id);
  },
  ["USERNAME_NOT_MODIFIED", "USERNAME_INVALID", "USERNAME_OCCUPIED"],
);
