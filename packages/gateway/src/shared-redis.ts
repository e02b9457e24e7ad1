import type { Logger } from "@telewire/kit";
import type { Cluster, Redis } from "ioredis";

const TIMEOUT_MS = 2000;
const RETRY_MAX_MS = 2000;

/** A Redis that the nodes share for small keys; a single server or a cluster, found out by asking. Commands fail fast while it is away. */
export async function openSharedRedis(url: string, logger: Logger): Promise<Redis | Cluster> {
  // 13 MB that a server without Redis does without.
  const driver = await import("ioredis");
  const addresses = url
    .split(",")
    .map((part) =>
      part
        .trim()
        .replace(
          /^(rediss?)-cluster:|^redis\+cluster:/,
          (_match, scheme: string | undefined) => `${scheme ?? "redis"}:`,
        ),
    );
  const redisOptions = { commandTimeout: TIMEOUT_MS, maxRetriesPerRequest: 1, connectTimeout: TIMEOUT_MS };
  const single = new driver.Redis(addresses[0] ?? "", {
    ...redisOptions,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(RETRY_MAX_MS, 50 * attempt),
  });
  const warn = (error: Error): void => logger.warn({ err: error }, "the Redis of nonces and limits cannot be reached");
  single.on("error", warn);
  if (!(await isCluster(single))) return single;
  const { password, username, tls, db } = single.options;
  single.disconnect();
  const credentials = {
    ...(password ? { password } : {}),
    ...(username ? { username } : {}),
    ...(tls === undefined ? {} : { tls }),
    ...(db === undefined ? {} : { db }),
  };
  const cluster = new driver.Cluster(addresses, {
    redisOptions: { ...redisOptions, ...credentials },
    enableAutoPipelining: true,
    clusterRetryStrategy: (attempt) => Math.min(RETRY_MAX_MS, 50 * attempt),
  });
  cluster.on("error", warn);
  return cluster;
}

/** Unreachable counts as a single server: the log, which needs the same one, waits for it too. */
async function isCluster(redis: Redis): Promise<boolean> {
  try {
    return (await redis.info("cluster")).includes("cluster_enabled:1");
  } catch {
    return false;
  }
}
