import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getSession = route(OPERATIONS.getSession, async ({ input }, { sessions }) => ({
  data: await sessions.view(input.sessionId),
}));
