import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { maySee } from "../../auth/caller.ts";
import { route } from "../../http/route.ts";

export const refreshToken = route(OPERATIONS.refreshToken, async ({ input }, { identity, sessions }) => {
  const { keyId, refreshToken: next } = await identity.refreshTokens.rotate(input.refreshToken);
  const found = await identity.principals.find(keyId);
  if (found === null) throw new TelewireError("INVALID_REFRESH_TOKEN");
  const tokens = {
    accessToken: await identity.accessTokens.issue(keyId),
    refreshToken: next,
    expiresIn: identity.accessTokens.ttlSeconds,
  };
  const { sessionId } = input;
  if (sessionId === undefined || !maySee(found.principal, sessionId)) return { data: tokens };
  const { state } = await sessions.status(sessionId);
  return { data: { ...tokens, session: { sessionId, state } } };
});
