import { method } from "../../method.ts";

export const logOut = method("auth.logOut", ({ core, key }) => {
  core.keys.logOut(key);
  return { _: "auth.loggedOut", futureAuthToken: core.random.bytes(32) };
});
