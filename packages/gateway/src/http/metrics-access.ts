import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { equalInConstantTime } from "../auth/random-token.ts";
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
 * @throws TelewireError UNAUTHENTICATED, FORBIDDEN
 */
export async function requireMetricsAccess(request: FastifyRequest, context: GatewayContext): Promise<void> {
  const { metricsToken } = context.options;
  const { authorization } = request.headers;
  if (metricsToken !== undefined) {
    if (authorization !== undefined && equalInConstantTime(authorization, `Bearer ${metricsToken}`)) return;
  } else if (isNearby(request.clientAddress)) return;
  requireAccess("system:read", await authenticate(request, false, context));
}

function isNearby(ip: string): boolean {
  return isIP(ip) !== 0 && NEARBY.check(ip, ip.includes(":") ? "ipv6" : "ipv4");
}
