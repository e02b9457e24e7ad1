import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { callerOf, route } from "../../http/route.ts";

export const sendCode = route(OPERATIONS.sendCode, async (request, { control, logins }) => {
  const data = await control.sendCode({ ...newSession(request), phone: request.input.phone });
  await logins.note(data.loginId, callerOf(request));
  return { data };
});
