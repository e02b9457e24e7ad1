import { post } from "./gateway-fixture.ts";
import type { GatewayFixture } from "./gateway-fixture.ts";

/** An access token for a key. */
export async function accessTokenOf({ url }: GatewayFixture, apiKey: string): Promise<string> {
  const { data } = await post(`${url}/api/v1/auth/token`, { apiKey });
  return (data as { readonly accessToken: string }).accessToken;
}
