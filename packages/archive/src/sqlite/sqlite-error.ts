import { TelewireError } from "@telewire/contracts/errors";
import type { ErrorCode } from "@telewire/contracts/errors";

/** Primary result codes (sqlite.org/rescode.html) of values that the database will never take. */
const CONSTRAINT = 19;
const REFUSED = new Set([18 /* TOOBIG */, CONSTRAINT, 20 /* MISMATCH */, 25 /* RANGE */]);
/** Extended codes: PRIMARYKEY, UNIQUE, ROWID. */
const TAKEN = new Set([1555, 2067, 2579]);

/** What a failed operation means to the caller. The message is the database's own: only that crosses to the calling thread. */
export function sqliteError(thrown: unknown): TelewireError {
  if (thrown instanceof TelewireError) return withMessage(thrown.code, thrown.cause ?? thrown);
  return withMessage(codeOf(thrown), thrown);
}

function codeOf(thrown: unknown): ErrorCode {
  const errcode = (thrown as { readonly errcode?: unknown }).errcode;
  // Not the database's: a value of a type that cannot be bound.
  if (typeof errcode !== "number") return "INTERNAL";
  if (TAKEN.has(errcode)) return "CONFLICT";
  return REFUSED.has(errcode & 0xff) ? "INTERNAL" : "ARCHIVE_UNAVAILABLE";
}

function withMessage(code: ErrorCode, cause: unknown): TelewireError {
  const error = new TelewireError(code, { cause });
  error.message = cause instanceof Error ? cause.message : String(cause);
  return error;
}
