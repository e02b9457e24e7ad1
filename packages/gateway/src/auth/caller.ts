import { TelewireError } from "@telewire/contracts";
import type { Access, Principal, Scope } from "@telewire/contracts";
import type { KeyIdentity } from "./principals.ts";

/** Who makes a request, found out once for each request or WebSocket. */
export interface Caller {
  readonly principal: Principal;
  readonly scopes: ReadonlySet<Scope>;
  /** Epoch ms at which the credentials end. */
  readonly expiresAt: number;
  readonly via: "token" | "cookie" | "ticket" | "certificate";
  /** The API key behind a token: its signing secret and policy. */
  readonly key: KeyIdentity | null;
  /** Token of the cookie login. */
  readonly cookie: string | null;
  /** Under what the login is kept that asked for the ticket. */
  readonly login?: string;
}

/** @throws TelewireError UNAUTHENTICATED, FORBIDDEN */
export function requireAccess(access: Access, caller: Caller | null): void {
  if (access === "public") return;
  if (caller === null) throw new TelewireError("UNAUTHENTICATED");
  if (access !== "authenticated" && !caller.scopes.has(access))
    throw new TelewireError("FORBIDDEN", { details: { scope: access } });
}

/** @throws TelewireError FORBIDDEN: the same for a session that exists and one that does not. */
export function requireSession({ principal }: Caller, sessionId: string): void {
  if (!maySee(principal, sessionId)) throw new TelewireError("FORBIDDEN", { details: { sessionId } });
}

/** @throws TelewireError FORBIDDEN: the caller's filter leaves the chat out */
export function requireChat({ principal }: Caller, chatId: string): void {
  if (principal.filter?.chats !== undefined && !principal.filter.chats.includes(chatId))
    throw new TelewireError("FORBIDDEN", { details: { chatId } });
}

/** @throws TelewireError FORBIDDEN: the caller's filter cannot be applied to what is asked for */
export function requireUnfiltered({ principal }: Caller): void {
  if (principal.filter?.chats !== undefined) throw new TelewireError("FORBIDDEN", { details: { field: "filter" } });
}

/** @throws TelewireError FORBIDDEN: what is asked for rests on sessions and chats that the caller may not see */
export function requireEverything({ principal }: Caller): void {
  if (principal.sessionIds !== null) throw new TelewireError("FORBIDDEN", { details: { field: "sessionIds" } });
  if (principal.filter !== undefined) throw new TelewireError("FORBIDDEN", { details: { field: "filter" } });
}

/** Whether no session and no chat is hidden from the caller. */
export function seesEverything({ sessionIds, filter }: Principal): boolean {
  return sessionIds === null && filter?.chats === undefined;
}

/** What of `asked` the caller's filter allows; undefined: everything. */
export function narrow<Item>(
  asked: readonly Item[] | undefined,
  allowed: readonly Item[] | undefined,
): readonly Item[] | undefined {
  if (asked === undefined || allowed === undefined) return asked ?? allowed;
  return asked.filter((item) => allowed.includes(item));
}

export function maySee({ sessionIds }: Principal, sessionId: string): boolean {
  return sessionIds === null || sessionIds.includes(sessionId);
}
