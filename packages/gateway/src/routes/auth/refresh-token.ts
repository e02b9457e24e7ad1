import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { maySee } from "../../auth/caller.ts";
import type { GatewayContext } from "../../context.ts";
import { route } from "../../http/route.ts";

export const refreshToken = route(OPERATIONS.refreshToken, async ({ input }, context) => {
  const { identity } = context;
  // Before the token is used up: who is refused still has it.
  const session =
    input.sessionId === undefined ? undefined : await statusOf(input.sessionId, input.refreshToken, context);
  const { keyId, refreshToken: next } = await identity.refreshTokens.rotate(input.refreshToken);
  if ((await identity.principals.find(keyId)) === null) throw new TelewireError("INVALID_REFRESH_TOKEN");
  const tokens = {
    accessToken: await identity.accessTokens.issue(keyId),
    refreshToken: next,
    expiresIn: identity.accessTokens.ttlSeconds,
  };
  return { data: session === undefined ? tokens : { ...tokens, session } };
});

/** Undefined for a token that is not good: that is found out, and counted, where it is used. */
async function statusOf(sessionId: string, token: string, { identity, sessions }: GatewayContext) {
  const keyId = await identity.refreshTokens.keyIdOf(token);
  const found = keyId === null ? null : await identity.principals.find(keyId);
  if (found === null) return undefined;
  if (!maySee(found.principal, sessionId)) throw new TelewireError("FORBIDDEN", { details: { sessionId } });
  const { state } = await sessions.status(sessionId);
  return { sessionId, state };
}
