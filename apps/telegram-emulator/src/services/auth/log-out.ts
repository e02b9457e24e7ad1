import { method } from "../../method.ts";

const TOKEN_BYTES = 32;

/** Ends the login; the token given spares the user the code when they come back. */
export const logOut = method("auth.logOut", ({ core, key, user }) => {
  const futureAuthToken = core.random.bytes(TOKEN_BYTES);
  core.tickets.putFutureAuth(futureAuthToken, user.id);
  core.keys.logOut(key);
  return { _: "auth.loggedOut", futureAuthToken };
});
