import { TelewireError } from "@telewire/contracts";
import type { HealthData } from "@telewire/contracts";
import type { Caller } from "./auth/caller.ts";
import type { GatewayContext } from "./context.ts";

const CHECK_TIMEOUT_MS = 2000;

/** Evidence, taken now: a round trip to each store, and how the sessions that the caller may see are. */
export async function readHealth(context: GatewayContext, caller: Caller | null): Promise<HealthData> {
  const { log, archive, nodeId, version, connections, breakers, loadShedder } = context;
  const [logCheck, archiveCheck] = await Promise.all([check(() => log.ping()), check(() => archive.ping())]);
  const healthy = Number(logCheck.ok) + Number(archiveCheck.ok);
  return {
    status: !logCheck.ok ? "down" : healthy === 2 ? "ok" : "degraded",
    version,
    nodeId,
    uptimeSeconds: Math.round(process.uptime()),
    checks: { log: logCheck, archive: archiveCheck },
    sessions: archiveCheck.ok ? await sessionsSummary(context, caller) : null,
    realtime: { connections: connections() },
    breakers: breakers.states(),
    load: loadShedder.level(),
  };
}

async function sessionsSummary({ sessions }: GatewayContext, caller: Caller | null): Promise<HealthData["sessions"]> {
  if (caller === null || !caller.scopes.has("sessions:read")) return null;
  const byState: Record<string, number> = {};
  const found = await sessions.list(caller.principal);
  for (const { state } of found) byState[state] = (byState[state] ?? 0) + 1;
  return { total: found.length, byState };
}

async function check(ping: () => Promise<void>): Promise<HealthData["checks"]["log"]> {
  const startedAt = performance.now();
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new TelewireError("TIMEOUT")), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([ping(), timeout.promise]);
    return { ok: true, ms: elapsed(startedAt) };
  } catch (error) {
    return { ok: false, ms: elapsed(startedAt), error: TelewireError.from(error).code };
  } finally {
    clearTimeout(timer);
  }
}

function elapsed(since: number): number {
  return Math.round((performance.now() - since) * 1000) / 1000;
}
