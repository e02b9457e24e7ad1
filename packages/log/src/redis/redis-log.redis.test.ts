import { startRedis, startRedisCluster, until } from "@telewire/testing";
import type { RedisCluster, RedisServer } from "@telewire/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEventLog } from "../contract/event-log-contract.ts";
import { message } from "../contract/log-store.ts";
import type { LogStore } from "../contract/log-store.ts";
import { openRedisLog } from "./redis-log.ts";

let prefixes = 0;

function storeAt(url: () => string, partitions: number): () => Promise<LogStore> {
  return () => {
    const prefix = `t${++prefixes}`;
    return Promise.resolve({
      open: () => openRedisLog({ url: url(), partitions, prefix }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  };
}

describe("standalone", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeEventLog(
    "redis",
    storeAt(() => server.url, 1),
  );
  describeEventLog(
    "redis, 4 partitions",
    storeAt(() => server.url, 4),
  );

  it("loses and repeats nothing when the server is killed in the middle", async () => {
    await using log = await openRedisLog({ url: server.url, prefix: "killed" });
    const stop = new AbortController();
    const tail = log.tail("messages", { signal: stop.signal });
    const tailed: string[] = [];
    const reading = (async () => {
      for await (const records of tail) {
        tailed.push(...records.map(textOf));
        if (tailed.length >= 600) stop.abort();
      }
    })();
    const texts = Array.from({ length: 600 }, (_, index) => `n${index}`);
    const failures: unknown[] = [];
    let restarting: Promise<void> | undefined;
    for (const [index, text] of texts.entries()) {
      if (index === 300) restarting = server.restart();
      const batch = { sessionId: "s", fence: null, batch: index + 1, records: [message(text)], state: { pts: text } };
      await until(() => log.append(batch).catch((error: unknown) => void failures.push(error)));
    }
    await restarting;
    await reading;
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ code: "LOG_UNAVAILABLE" });
    expect(tailed).toEqual(texts);
    expect((await log.read("messages", 0, null, { limit: 1000 })).map(textOf)).toEqual(texts);
    expect((await log.loadState("s")).values.get("pts")).toBe("n599");
  });

  it("says that the log is away while the server hangs, and goes on after it", async () => {
    await using log = await openRedisLog({ url: server.url, prefix: "hung" });
    server.pause();
    try {
      await expect(
        log.append({ sessionId: "s", fence: null, batch: 1, records: [message("a")] }),
      ).rejects.toMatchObject({ code: "LOG_UNAVAILABLE" });
    } finally {
      server.resume();
    }
    await until(() => log.append({ sessionId: "s", fence: null, batch: 1, records: [message("a")] }));
    await log.append({ sessionId: "s", fence: null, batch: 2, records: [message("b")] });
    expect((await log.read("messages", 0, null, { limit: 10 })).map(textOf)).toEqual(["a", "b"]);
  });

  it("says that the log is away while the server's memory is full, and goes on after it", async () => {
    await using full = await startRedis();
    await using log = await openRedisLog({ url: full.url });
    const batch = { sessionId: "s", fence: null, batch: 1, records: [message("a")] };
    const admin = new Redis(full.url);
    try {
      await admin.config("SET", "maxmemory", "1");
      await expect(log.append(batch)).rejects.toMatchObject({ code: "LOG_UNAVAILABLE" });
      await expect(log.ping()).rejects.toMatchObject({ code: "LOG_UNAVAILABLE" });
      await admin.config("SET", "maxmemory", "0");
      await log.append(batch);
      await log.ping();
    } finally {
      admin.disconnect();
    }
  });

  it("names another life when the server lost its data", async () => {
    await using volatile = await startRedis({ appendOnly: false });
    await using log = await openRedisLog({ url: volatile.url });
    const { signal } = new AbortController();
    const tail = log.tail("messages", { signal })[Symbol.asyncIterator]();
    const { positions } = await log.append({ sessionId: "s", fence: null, batch: 1, records: [message("old")] });
    expect((await tail.next()).value).toHaveLength(1);
    const next = tail.next();
    next.catch(() => undefined);
    await volatile.restart();
    await until(() => log.append({ sessionId: "s", fence: null, batch: 2, records: [message("new")] }));
    expect(await log.check("messages", positions[0] ?? "")).toMatchObject({ ok: false, reason: "other-epoch" });
    await expect(next).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
  });

  it("refuses to open where no server is", async () => {
    await expect(openRedisLog({ url: "redis://127.0.0.1:1" })).rejects.toMatchObject({ code: "LOG_UNAVAILABLE" });
  });
});

describe("cluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster[Symbol.asyncDispose]());

  const url = (): string =>
    cluster.nodes
      .slice(0, 2)
      .map(({ host, port }) => `redis://${host}:${port}`)
      .join(",");
  describeEventLog("redis cluster, 4 partitions", storeAt(url, 4));
  describeEventLog("redis cluster, 1 partition", storeAt(url, 1));
});

function textOf({ json }: { readonly json: string }): string {
  return (JSON.parse(json) as { text: string }).text;
}
