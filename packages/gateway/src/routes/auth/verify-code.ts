import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const verifyCode = route(OPERATIONS.verifyCode, async ({ input }, { control, sessions }) => {
  const { loginId, code, password } = input;
  const data = await control.verifyCode(password === undefined ? { loginId, code } : { loginId, code, password });
  sessions.forget(data.sessionId);
  return { data };
});
