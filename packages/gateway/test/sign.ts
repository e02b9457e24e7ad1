import { createHash, createHmac, randomUUID } from "node:crypto";
import { post } from "./gateway-fixture.ts";
import type { GatewayFixture } from "./gateway-fixture.ts";

/** The signing as the contract words it, written apart from the server's. */
export function sign(
  secret: string,
  method: string,
  url: string,
  body = "",
  { timestamp = String(Date.now()), nonce = `nonce-${randomUUID()}` } = {},
): Record<string, string> {
  const { pathname, search } = new URL(url);
  const text = [timestamp, nonce, method, pathname + search, createHash("sha256").update(body).digest("hex")].join(
    "\n",
  );
  return {
    "x-telewire-timestamp": timestamp,
    "x-telewire-nonce": nonce,
    "x-telewire-signature": `v1=${createHmac("sha256", secret).update(text).digest("hex")}`,
  };
}

/** A key that must sign, and its token. */
export async function signer(fixture: GatewayFixture): Promise<{ readonly secret: string; readonly token: string }> {
  const { apiKey, secret } = await fixture.key({ requireSignature: true });
  const { accessToken: token } = (await post(`${fixture.url}/api/v1/auth/token`, { apiKey })).data as {
    accessToken: string;
  };
  return { secret, token };
}
