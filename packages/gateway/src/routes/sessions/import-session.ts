import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { route } from "../../http/route.ts";

export const importSession = route(OPERATIONS.importSession, async (request, { control, sessions }) => {
  const data = await control.importSession({ ...newSession(request), session: request.input.session });
  sessions.forget(data.sessionId);
  return { data };
});
