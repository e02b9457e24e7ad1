import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const checkPassword = route(OPERATIONS.checkPassword, async (request, { control, sessions, logins }) => {
  await logins.require(request.input.loginId, callerOf(request));
  const data = await control.checkPassword(request.input);
  sessions.forget(data.sessionId);
  return { data };
});
