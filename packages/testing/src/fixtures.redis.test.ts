import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { startRedis, startRedisCluster } from "./redis.ts";

it("redis-server keeps acknowledged writes over kill -9", async () => {
  await using server = await startRedis();
  const client = new Redis(server.url);
  await client.set("k", "v");
  client.disconnect();
  await server.restart();
  const again = new Redis(server.url);
  expect(await again.get("k")).toBe("v");
  again.disconnect();
});

it("a cluster of six takes writes on any slot", async () => {
  await using cluster = await startRedisCluster();
  const { Cluster } = await import("ioredis");
  const client = new Cluster([...cluster.nodes]);
  for (let index = 0; index < 20; index++) expect(await client.set(`k${index}`, "v")).toBe("OK");
  client.disconnect();
}, 60_000);
