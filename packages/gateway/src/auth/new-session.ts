import { TelewireError } from "@telewire/contracts";
import { callerOf } from "../http/route.ts";
import type { Caller } from "./caller.ts";

/**
 * The name that a caller wants for a new session, if any. Who is bound to some sessions may renew those, not add others.
 * @throws TelewireError VALIDATION_FAILED
 */
export function newSession(request: {
  readonly caller: Caller | null;
  readonly input: { readonly sessionId?: string | undefined };
}): { readonly sessionId?: string } {
  const { sessionId } = request.input;
  if (sessionId !== undefined) return { sessionId };
  if (callerOf(request).principal.sessionIds === null) return {};
  throw new TelewireError("VALIDATION_FAILED", {
    details: { problems: [{ field: "sessionId", problem: "is needed with these credentials" }] },
  });
}
