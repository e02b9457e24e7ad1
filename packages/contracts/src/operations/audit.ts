import { z } from "zod";
import { integer } from "../query.ts";
import { none } from "./fields.ts";
import { define } from "./operation.ts";

/** One line of the audit log; `hash` covers it and `previous`. */
export const auditEntry = z
  .object({
    nodeId: z.string(),
    sequence: z.int(),
    at: z.string(),
    actor: z.string().meta({ description: "Key id, dashboard login, or `anonymous`." }),
    action: z.string().meta({ description: "operationId." }),
    target: z.record(z.string(), z.string()),
    outcome: z.string().meta({ description: "`ok` or an error code." }),
    ip: z.string(),
    requestId: z.string(),
    previous: z.string(),
    hash: z.string(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditVerdict = z
  .object({
    ok: z.boolean(),
    entries: z.int(),
    problem: z.object({ nodeId: z.string(), day: z.string(), sequence: z.int(), what: z.string() }).nullable(),
  })
  .meta({ id: "AuditVerdict" });
export type AuditVerdict = z.infer<typeof auditVerdict>;

export const AUDIT_OPERATIONS = {
  listAudit: define({
    id: "listAudit",
    method: "GET",
    path: "/api/v1/audit",
    tag: "audit",
    access: "audit:read",
    limit: "read",
    hasPostAlias: true,
    summary: "Who did what on one day, newest first.",
    input: z.strictObject({
      day: z.iso.date().optional().meta({ description: "UTC; default today." }),
      limit: integer(1, 1000).default(100),
    }),
    data: z.object({ entries: z.array(auditEntry) }),
    example: { limit: 100 },
  }),
  verifyAudit: define({
    id: "verifyAudit",
    method: "GET",
    path: "/api/v1/audit/verify",
    tag: "audit",
    access: "audit:read",
    limit: "write",
    hasPostAlias: true,
    summary: "Checks the chain of hashes over the whole audit log.",
    input: none,
    data: auditVerdict,
    example: {},
  }),
} as const;
