import type { EventLog } from "./event-log.ts";
import type { RedisLogOptions } from "./redis/redis-log.ts";

/**
 * The log on Redis Streams; its client (13 MB) is loaded only now: an embedded server does without.
 * @throws TelewireError LOG_UNAVAILABLE when the server cannot be reached
 */
export async function openRedisLog(options: RedisLogOptions): Promise<EventLog> {
  const driver = await import("./redis/redis-log.ts");
  return driver.openRedisLog(options);
}
