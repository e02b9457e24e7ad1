export * from "./event-log.ts";
export { openEmbeddedLog } from "./embedded/embedded-log.ts";
export type { EmbeddedLogOptions } from "./embedded/embedded-log.ts";
export { openRedisLog } from "./open-redis-log.ts";
export type { RedisLogOptions } from "./redis/redis-log.ts";
