import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const verifyCode = route(OPERATIONS.verifyCode, async (request, { control, sessions, logins }) => {
  const { loginId, code, password } = request.input;
  await logins.require(loginId, callerOf(request));
  const data = await control.verifyCode(password === undefined ? { loginId, code } : { loginId, code, password });
  sessions.forget(data.sessionId);
  return { data };
});
