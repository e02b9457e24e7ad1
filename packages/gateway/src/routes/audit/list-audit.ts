import { OPERATIONS } from "@telewire/contracts";
import { requireEverything } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const listAudit = route(OPERATIONS.listAudit, async (request, { audit }) => {
  requireEverything(callerOf(request));
  const { day, limit } = request.input;
  const entries = await audit.list(day, limit);
  return { data: { entries }, count: entries.length };
});
