import type { Operation } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller.ts";
import type { AuditLog } from "./audit-log.ts";

/** Fields of an input that say what was touched; nothing else of a request is kept. */
const TARGETS = ["sessionId", "chatId", "keyId", "name", "role"] as const;
const REFUSALS = new Set(["FORBIDDEN", "BLOCKED", "REPLAYED_REQUEST", "INVALID_SIGNATURE", "CSRF_FAILED"]);

/** Notes what changes something, what authenticates, what reads the configuration, and every refusal. */
export function recordOperation(
  audit: AuditLog,
  operation: Operation,
  http: FastifyRequest,
  caller: Caller | null,
  outcome: string,
): void {
  const isNoted =
    operation.limit === "auth" ||
    operation.limit === "write" ||
    operation.access === "system:config" ||
    REFUSALS.has(outcome);
  if (!isNoted) return;
  const given = { ...(http.body as object | null), ...(http.params as object) } as Readonly<Record<string, unknown>>;
  const target = Object.fromEntries(
    TARGETS.flatMap((name) => {
      const value = given[name];
      return typeof value === "string" ? [[name, value.slice(0, 100)]] : [];
    }),
  );
  audit.append({
    actor: caller?.principal.keyId ?? "anonymous",
    action: operation.id,
    target,
    outcome,
    ip: http.ip,
    requestId: http.id,
  });
}
