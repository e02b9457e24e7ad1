import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { TelewireError } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import { requireAccess } from "../auth/caller.ts";
import { authenticate } from "./authenticate.ts";
import type { GatewayContext } from "../context.ts";

const NEARBY = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  NEARBY.addSubnet(network, prefix, "ipv4");
NEARBY.addSubnet("fc00::", 7, "ipv6");
NEARBY.addAddress("::1", "ipv6");

/**
 * Metrics are for the operator: with the metrics token when one is set, else from loopback and private addresses; and
 * with any credentials that may read the system's state.
 * @throws TelewireError UNAUTHENTICATED and those of the credentials, FORBIDDEN, BLOCKED
 */
export async function requireMetricsAccess(request: FastifyRequest, context: GatewayContext): Promise<void> {
  const { options, abuse, rateLimits } = context;
  const { clientAddress } = request;
  const { authorization } = request.headers;
  if (options.metricsToken !== undefined) {
    // Whoever guessed too often is not told when a guess is right.
    await abuse.refuseBlocked(clientAddress);
    await rateLimits.refuseAfterFailures(clientAddress);
    if (authorization !== undefined && equalInConstantTime(authorization, `Bearer ${options.metricsToken}`)) return;
  } else if (isNearby(clientAddress)) return;
  try {
    requireAccess("system:read", await authenticate(request, false, context));
  } catch (error) {
    abuse.noteOutcome(TelewireError.from(error).code, clientAddress, null, "metrics");
    throw error;
  }
}

function isNearby(ip: string): boolean {
  return isIP(ip) !== 0 && NEARBY.check(ip, ip.includes(":") ? "ipv6" : "ipv4");
}
