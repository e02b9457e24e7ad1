import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const createToken = route(OPERATIONS.createToken, async ({ input, http }, { identity, rateLimits }) => {
  await rateLimits.refuseAfterFailures(http.clientAddress);
  const { keyId } = await identity.apiKeys.verify(input.apiKey).catch(async (error: unknown) => {
    await rateLimits.countFailure(http.clientAddress);
    throw error;
  });
  const [accessToken, refreshToken] = await Promise.all([
    identity.accessTokens.issue(keyId),
    identity.refreshTokens.issue(keyId),
  ]);
  return { data: { accessToken, refreshToken, expiresIn: identity.accessTokens.ttlSeconds } };
});
