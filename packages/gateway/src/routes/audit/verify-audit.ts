import { OPERATIONS } from "@telewire/contracts";
import { verifyAuditLog } from "../../audit/audit-log.ts";
import { route } from "../../http/route.ts";

export const verifyAudit = route(OPERATIONS.verifyAudit, async (_request, { audit, archive, secrets }) => {
  await audit.flush();
  return { data: await verifyAuditLog({ records: archive.records, secrets }) };
});
