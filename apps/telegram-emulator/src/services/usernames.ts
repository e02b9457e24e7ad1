import type { UserCall } from "../method.ts";
import { badRequest } from "../rpc-error.ts";

const USERNAME = /^[a-z]\w{4,31}$/i;

export const USERNAME_ERRORS = ["USERNAME_INVALID", "USERNAME_OCCUPIED"];

/** Throws unless the name may be taken. */
export const checkFreeUsername = ({ core }: UserCall, username: string): void => {
  if (!USERNAME.test(username)) throw badRequest("USERNAME_INVALID");
  if (core.world.usernames.has(username.toLowerCase())) throw badRequest("USERNAME_OCCUPIED");
};

/** Whether the name may be taken; names that could never be throw. */
export const isFreeUsername = ({ core }: UserCall, username: string): boolean => {
  if (!USERNAME.test(username)) throw badRequest("USERNAME_INVALID");
  return !core.world.usernames.has(username.toLowerCase());
};
