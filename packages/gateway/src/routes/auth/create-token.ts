import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const createToken = route(OPERATIONS.createToken, async ({ input }, { identity }) => {
  const { keyId } = await identity.apiKeys.verify(input.apiKey);
  const [accessToken, refreshToken] = await Promise.all([identity.accessTokens.issue(keyId), identity.refreshTokens.issue(keyId)]);
  return { data: { accessToken, refreshToken, expiresIn: identity.accessTokens.ttlSeconds } };
});
