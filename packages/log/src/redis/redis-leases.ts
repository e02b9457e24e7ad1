import type { Lease, LeaseStore, NodeInfo, NodeRegistry } from "../event-log.ts";
import { Script } from "./connection.ts";
import type { RedisConnection } from "./connection.ts";
import { fieldsOf } from "./entry-codec.ts";
import type { Keys } from "./keys.ts";

const ACQUIRE = new Script("acquire-lease.lua");
const RENEW = new Script("renew-lease.lua");
const GET = new Script("get-lease.lua");

/** Leases by the server's clock, beside the session's state so that a write can check the fence. */
export function createLeaseStore(
  connection: RedisConnection,
  keys: Keys,
  partitionOf: (sessionId: string) => number,
): LeaseStore {
  const keyOf = (sessionId: string): string[] => [keys.lease(sessionId, partitionOf(sessionId))];
  const renew = ({ sessionId, nodeId, fence }: Lease, ttlMs: number): Promise<unknown> =>
    connection.eval(RENEW, keyOf(sessionId), [nodeId, fence, ttlMs]);
  return {
    async acquire(sessionId, nodeId, ttlMs) {
      const held = (await connection.eval(ACQUIRE, keyOf(sessionId), [nodeId, ttlMs])) as
        | readonly [number, number]
        | null;
      return held === null ? null : { sessionId, nodeId, fence: held[0], expiresAt: held[1] };
    },
    async renew(lease, ttlMs) {
      const expiresAt = (await renew(lease, ttlMs)) as number | null;
      return expiresAt === null ? null : { ...lease, expiresAt };
    },
    async release(lease) {
      await renew(lease, 0);
    },
    async get(sessionId) {
      const held = (await connection.eval(GET, keyOf(sessionId), [])) as readonly [string, string, string] | null;
      return held === null ? null : { sessionId, nodeId: held[0], fence: Number(held[1]), expiresAt: Number(held[2]) };
    },
  };
}

interface RegisteredNode extends NodeInfo {
  readonly expiresAt: number;
}

/** The nodes that are alive, by the server's clock. */
export function createNodeRegistry(connection: RedisConnection, keys: Keys): NodeRegistry {
  return {
    async register(node, ttlMs) {
      const expiresAt = (await serverTime(connection)) + ttlMs;
      await connection.run("HSET", keys.nodes(), node.nodeId, JSON.stringify({ ...node, expiresAt }));
    },
    async unregister(nodeId) {
      await connection.run("HDEL", keys.nodes(), nodeId);
    },
    async list() {
      const now = await serverTime(connection);
      const nodes = [...fieldsOf(await connection.run("HGETALL", keys.nodes())).values()].map(
        (text) => JSON.parse(String(text)) as RegisteredNode,
      );
      const gone = nodes.filter(({ expiresAt }) => expiresAt <= now);
      if (gone.length > 0) await connection.run("HDEL", keys.nodes(), ...gone.map(({ nodeId }) => nodeId));
      return nodes
        .filter(({ expiresAt }) => expiresAt > now)
        .map(({ nodeId, url, roles, metrics }) => ({ nodeId, url, roles, metrics }))
        .toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
    },
  };
}

async function serverTime(connection: RedisConnection): Promise<number> {
  const [seconds, micros] = (await connection.run("TIME")) as readonly [string, string];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
