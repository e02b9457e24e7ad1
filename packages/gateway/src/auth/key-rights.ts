import type { ApiKeyRow, Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { AccessRole, ReadFilter, Scope } from "@telewire/contracts";
import { maySee } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { filterOfKey } from "./key-filters.ts";

/** What a key allows, and how long. */
export interface KeyRights {
  readonly role: AccessRole;
  readonly scopes: readonly Scope[];
  readonly sessionIds: readonly string[] | null;
  readonly filter: ReadFilter | null;
  readonly requireSignature: boolean;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
}

const FILTER_PARTS = ["chats", "families", "roles"] as const;

/**
 * Whoever makes or changes keys gives away at most what it has itself: no scope, session, chat or role beyond its own, and, when
 * it must sign or ends, nothing that need not or does not.
 * @throws TelewireError FORBIDDEN naming what is too much
 */
export function requireWithin(rights: KeyRights, caller: Caller, callerEndsAt: number | null): void {
  const { principal, key } = caller;
  const scope = rights.scopes.find((wanted) => !caller.scopes.has(wanted));
  if (scope !== undefined) throw new TelewireError("FORBIDDEN", { details: { scope } });
  const tooMuch = {
    role: rights.role === "admin" && principal.role !== "admin",
    sessionIds:
      rights.sessionIds === null
        ? principal.sessionIds !== null
        : !rights.sessionIds.every((sessionId) => maySee(principal, sessionId)),
    filter: FILTER_PARTS.some((part) => !isPartWithin(rights.filter?.[part], principal.filter?.[part])),
    requireSignature: key?.requireSignature === true && !rights.requireSignature,
    expiresAt: callerEndsAt !== null && (rights.expiresAt === null || rights.expiresAt > callerEndsAt),
  };
  const field = Object.entries(tooMuch).find(([, is]) => is)?.[0];
  if (field !== undefined) throw new TelewireError("FORBIDDEN", { details: { field } });
}

/**
 * The key that a caller wants to change or end.
 * @throws TelewireError NOT_FOUND: the same for a key beyond the caller's rights and one that does not exist
 */
export async function keyWithin(archive: Archive, keyId: string, caller: Caller): Promise<ApiKeyRow> {
  const row = await archive.apiKeys.get(keyId);
  if (row === null) throw new TelewireError("NOT_FOUND");
  if (
    keyId !== caller.principal.keyId &&
    !isWithin({ ...row, filter: await filterOfKey(archive.records, keyId) }, caller)
  )
    throw new TelewireError("NOT_FOUND");
  return row;
}

/** Whether a key that is there already allows no more than its caller may; how it signs and when it ends is its own affair. */
export function isWithin(rights: Omit<KeyRights, "requireSignature" | "expiresAt">, caller: Caller): boolean {
  try {
    requireWithin({ ...rights, requireSignature: true, expiresAt: null }, caller, null);
    return true;
  } catch (error) {
    if (error instanceof TelewireError && error.code === "FORBIDDEN") return false;
    throw error;
  }
}

/** When the key behind the caller ends: epoch ms; null: never, or there is none. */
export async function endOf({ key, principal }: Caller, archive: Archive): Promise<number | null> {
  return key === null ? null : ((await archive.apiKeys.get(principal.keyId))?.expiresAt ?? null);
}

function isPartWithin(given: readonly string[] | undefined, own: readonly string[] | undefined): boolean {
  return own === undefined || (given !== undefined && given.every((item) => own.includes(item)));
}
