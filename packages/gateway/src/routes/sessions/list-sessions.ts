import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const listSessions = route(OPERATIONS.listSessions, async (request, { sessions }) => {
  const found = await sessions.list(callerOf(request).principal);
  return { data: { sessions: found }, count: found.length };
});
