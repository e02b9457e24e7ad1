import { createHash } from "node:crypto";
import type { NodeInfo } from "@telewire/log";

/**
 * This node's rank for a session among the listeners, 0 first (rendezvous hashing): every node comes to the same order
 * without asking, and a node that leaves moves only its own sessions.
 */
export function rankOf(sessionId: string, nodeId: string, nodes: readonly NodeInfo[]): number {
  const own = score(sessionId, nodeId);
  return nodes.filter(
    (node) => node.nodeId !== nodeId && node.roles.includes("listener") && score(sessionId, node.nodeId) > own,
  ).length;
}

function score(sessionId: string, nodeId: string): number {
  return createHash("sha256").update(nodeId).update("\0").update(sessionId).digest().readUIntBE(0, 6);
}
