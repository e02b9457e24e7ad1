import { OPERATIONS } from "@telewire/contracts";
import { COOKIE } from "../../auth/identity.ts";
import { callerOf, route } from "../../http/route.ts";

export const signOut = route(OPERATIONS.signOut, async (request, { identity }) => {
  const { cookie } = callerOf(request);
  if (cookie !== null) await identity.dashboard.close(cookie);
  request.reply.clearCookie(COOKIE, { path: "/" });
  return { data: {} };
});
