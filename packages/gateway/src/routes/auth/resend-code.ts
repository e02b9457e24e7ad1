import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const resendCode = route(OPERATIONS.resendCode, async (request, { control, logins }) => {
  await logins.require(request.input.loginId, callerOf(request));
  return { data: await control.resendCode(request.input) };
});
