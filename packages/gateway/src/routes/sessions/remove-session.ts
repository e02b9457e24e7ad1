import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const removeSession = route(
  OPERATIONS.removeSession,
  async ({ input: { sessionId } }, { control, sessions }) => {
    await sessions.require(sessionId);
    await control.removeSession({ sessionId });
    sessions.forget(sessionId);
    return { data: { sessionId } };
  },
);
