import type { Operation } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller.ts";
import type { AuditLog } from "./audit-log.ts";

/** Fields of an input that say what was touched; nothing else of a request is kept. */
const TARGETS = ["sessionId", "chatId", "keyId", "name", "role"] as const;
const REFUSALS = new Set(["FORBIDDEN", "BLOCKED", "REPLAYED_REQUEST", "INVALID_SIGNATURE", "CSRF_FAILED"]);

/** What became known of a request on its way: null until it does. */
export interface Seen {
  caller: Caller | null;
  input: object | null;
}

/** Notes what changes something, what authenticates, what reads the configuration, and every refusal. */
export function recordOperation(
  audit: AuditLog,
  operation: Operation,
  http: FastifyRequest,
  { caller, input }: Seen,
  outcome: string,
): void {
  const isNoted =
    operation.limit === "auth" ||
    operation.limit === "write" ||
    operation.access === "system:config" ||
    REFUSALS.has(outcome);
  if (!isNoted) return;
  const parts = [input, http.params, http.body, http.query];
  const target = Object.fromEntries(
    TARGETS.flatMap((name) => {
      const value = parts.map((part) => fieldOf(part, name)).find((field) => typeof field === "string");
      return value === undefined ? [] : [[name, value.slice(0, 100)]];
    }),
  );
  const event = {
    actor: caller?.principal.keyId ?? "anonymous",
    action: operation.id,
    target,
    outcome,
    ip: http.clientAddress,
    requestId: http.id,
  };
  // Who is refused may go on asking as fast as it likes.
  if (REFUSALS.has(outcome)) audit.appendOnce(event);
  else audit.append(event);
}

function fieldOf(part: unknown, name: string): unknown {
  return typeof part === "object" && part !== null && Object.hasOwn(part, name)
    ? (part as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
