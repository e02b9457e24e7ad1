import type { DatabaseSync } from "node:sqlite";
import type { Lease, NodeInfo } from "../event-log.ts";

/** Leases and nodes over one SQLite connection; called from the worker thread only. */
export class LeaseTable {
  readonly #statements;

  constructor(database: DatabaseSync) {
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      get: prepare("SELECT node_id, fence, expires_at FROM leases WHERE session_id = ?"),
      put: prepare(
        "INSERT INTO leases VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET node_id = excluded.node_id, fence = excluded.fence, expires_at = excluded.expires_at",
      ),
      renew: prepare(
        "UPDATE leases SET expires_at = ? WHERE session_id = ? AND node_id = ? AND fence = ? AND expires_at > ?",
      ),
      release: prepare("UPDATE leases SET expires_at = 0 WHERE session_id = ? AND node_id = ? AND fence = ?"),
      register: prepare(
        "INSERT INTO nodes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET info = excluded.info, expires_at = excluded.expires_at",
      ),
      unregister: prepare("DELETE FROM nodes WHERE node_id = ?"),
      nodes: prepare("SELECT info FROM nodes WHERE expires_at > ? ORDER BY node_id"),
    };
  }

  acquire(sessionId: string, nodeId: string, ttlMs: number, now: number): Lease | null {
    const row = this.#statements.get.get(sessionId);
    if (row !== undefined && Number(row["expires_at"]) > now && row["node_id"] !== nodeId) return null;
    const lease = { sessionId, nodeId, fence: Number(row?.["fence"] ?? 0) + 1, expiresAt: now + ttlMs };
    this.#statements.put.run(sessionId, nodeId, lease.fence, lease.expiresAt);
    return lease;
  }

  renew(lease: Lease, ttlMs: number, now: number): Lease | null {
    const expiresAt = now + ttlMs;
    const { changes } = this.#statements.renew.run(expiresAt, lease.sessionId, lease.nodeId, lease.fence, now);
    return Number(changes) === 0 ? null : { ...lease, expiresAt };
  }

  /** The fence stays, so that the next owner's is greater. */
  release(lease: Lease): void {
    this.#statements.release.run(lease.sessionId, lease.nodeId, lease.fence);
  }

  get(sessionId: string, now: number): Lease | null {
    const row = this.#statements.get.get(sessionId);
    if (row === undefined || Number(row["expires_at"]) <= now) return null;
    return {
      sessionId,
      nodeId: String(row["node_id"]),
      fence: Number(row["fence"]),
      expiresAt: Number(row["expires_at"]),
    };
  }

  register(node: NodeInfo, ttlMs: number, now: number): void {
    this.#statements.register.run(node.nodeId, JSON.stringify(node), now + ttlMs);
  }

  unregister(nodeId: string): void {
    this.#statements.unregister.run(nodeId);
  }

  nodes(now: number): NodeInfo[] {
    return this.#statements.nodes.all(now).map(({ info }) => JSON.parse(String(info)) as NodeInfo);
  }
}
