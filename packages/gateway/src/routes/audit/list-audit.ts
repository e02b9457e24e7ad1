import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const listAudit = route(OPERATIONS.listAudit, async ({ input: { day, limit } }, { audit }) => {
  const entries = await audit.list(day, limit);
  return { data: { entries }, count: entries.length };
});
