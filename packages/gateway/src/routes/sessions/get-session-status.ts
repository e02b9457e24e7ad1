import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getSessionStatus = route(OPERATIONS.getSessionStatus, async ({ input }, { sessions }) => ({
  data: await sessions.status(input.sessionId),
}));
