import { OPERATIONS } from "@telewire/contracts";
import { cookieName } from "../../auth/identity.ts";
import { callerOf, route } from "../../http/route.ts";

export const signOut = route(OPERATIONS.signOut, async (request, { identity }) => {
  const { cookie } = callerOf(request);
  if (cookie !== null) await identity.dashboard.close(cookie);
  const isSecure = request.http.protocol === "https";
  request.reply.clearCookie(cookieName(isSecure), { path: "/", httpOnly: true, sameSite: "strict", secure: isSecure });
  return { data: {} };
});
