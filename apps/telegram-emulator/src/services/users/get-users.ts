import { method } from "../../method.ts";
import { tlUser } from "../../world/tl-peers.ts";
import { resolveUser } from "../input.ts";

export const getUsers = method(
  "users.getUsers",
  (call, { id }) =>
    id.map((input) => {
      if (input._ === "inputUserEmpty") return { _: "userEmpty", id: 0 };
      return tlUser(call.core.world, resolveUser(call, input), call.user.id);
    }),
  ["USER_ID_INVALID"],
);
