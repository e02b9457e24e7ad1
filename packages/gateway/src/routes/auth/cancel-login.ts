import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const cancelLogin = route(OPERATIONS.cancelLogin, async (request, { control, logins }) => {
  await logins.require(request.input.loginId, callerOf(request));
  await control.cancelLogin(request.input);
  return { data: request.input };
});
