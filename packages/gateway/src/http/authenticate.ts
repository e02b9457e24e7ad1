import { TelewireError } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller.ts";
import { byCertificate } from "../auth/client-certificate.ts";
import { contentHashOf } from "../auth/content-hash.ts";
import { checkSignature } from "../auth/signature.ts";
import type { GatewayContext } from "../context.ts";
import { requireCsrfToken, requireOwnOrigin } from "./csrf.ts";

/** The caller, with a good signature where one is needed; failed attempts are counted by address. */
export async function authenticate(
  http: FastifyRequest,
  isUpload: boolean,
  context: GatewayContext,
): Promise<Caller | null> {
  const { identity, nonces, clock, options } = context;
  try {
    const found = identity.callerOf(http.headers, http.protocol === "https") ?? byCertificate(http.raw.socket, context);
    const caller = found instanceof Promise ? await found : found;
    if (caller === null) return null;
    if (caller.cookie !== null) requireCsrfToken(http, caller.cookie, options.publicUrl);
    // A browser shows its certificate for any page.
    if (caller.via === "certificate") requireOwnOrigin(http, options.publicUrl);
    if (caller.key !== null) {
      const checking = checkSignature(
        {
          headers: http.headers,
          method: http.method,
          url: http.raw.url ?? "",
          body: isUpload ? { sha256: contentHashOf(http.headers) } : http.rawBody,
        },
        caller.key,
        nonces,
        clock.now(),
      );
      if (checking !== undefined) await checking;
    }
    return caller;
  } catch (error) {
    if (error instanceof TelewireError && error.status === 401) await countFailure(http.clientAddress, context);
    throw error;
  }
}

/**
 * Credentials that were no good: counted for the address, which may not try again when there were too many.
 * @throws TelewireError BLOCKED
 */
export async function countFailure(
  address: string,
  { abuse, rateLimits }: Pick<GatewayContext, "abuse" | "rateLimits">,
): Promise<void> {
  await abuse.refuseBlocked(address);
  await rateLimits.refuseAfterFailures(address);
  await rateLimits.countFailure(address);
}
