import { TelewireError } from "@telewire/contracts";
import { DatabaseError } from "pg";

const UNIQUE_VIOLATION = "23505";
/** SQLSTATE classes of values that the database will never take: data exception, integrity constraint, program limit. */
const REFUSED = /^(22|23|54)/;

/** What a failed operation means to the caller; all that is not the fault of the values may pass. */
export function postgresError(cause: unknown): TelewireError {
  if (cause instanceof TelewireError) return cause;
  const state = cause instanceof DatabaseError ? (cause.code ?? "") : "";
  if (state === UNIQUE_VIOLATION) return new TelewireError("CONFLICT", { cause });
  return new TelewireError(REFUSED.test(state) ? "INTERNAL" : "ARCHIVE_UNAVAILABLE", { cause });
}
