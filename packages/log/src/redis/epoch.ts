import { randomBytes } from "node:crypto";
import { Script } from "./connection.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";

const EPOCH = new Script("epoch.lua");

/** Sorts by time, so that people can tell which life came first. */
export function newEpoch(): string {
  return Date.now().toString(36) + randomBytes(2).toString("hex");
}

/** The life that a partition is in: asked for each time, since a server may have lost its data between two calls. */
export async function epochOf(connection: RedisConnection, keys: Keys, partition: number): Promise<string> {
  return String(await connection.eval(EPOCH, [keys.epoch(partition)], [newEpoch()]));
}
