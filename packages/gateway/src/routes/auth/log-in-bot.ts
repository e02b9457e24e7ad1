import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { route } from "../../http/route.ts";

export const logInBot = route(OPERATIONS.logInBot, async (request, { control, sessions }) => {
  const data = await control.logInBot({ ...newSession(request), token: request.input.token });
  sessions.forget(data.sessionId);
  return { data };
});
