import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlUser } from "../../world/tl-peers.ts";

const MAX_ABOUT = 70;

export const updateProfile = method(
  "account.updateProfile",
  ({ core, user }, { firstName, lastName, about }) => {
    if (firstName !== undefined && firstName.trim() === "") throw badRequest("FIRSTNAME_INVALID");
    if ((about?.length ?? 0) > MAX_ABOUT) throw badRequest("ABOUT_TOO_LONG");
    core.world.commit({
      t: "user",
      user: {
        ...user.data,
        ...(firstName !== undefined && { firstName }),
        ...(lastName !== undefined && { lastName }),
        ...(about !== undefined && { about }),
      },
    });
    return tlUser(core.world, user, user.id);
  },
  ["FIRSTNAME_INVALID", "ABOUT_TOO_LONG"],
);
