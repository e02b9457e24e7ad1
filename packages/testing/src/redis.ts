import { stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { onFreePort, Program, ProgramEnded, tempDirectory, until } from "./process.ts";
import type { TempDirectory } from "./process.ts";

export interface RedisServerOptions {
  /** Keeps its data over restarts; default true. */
  readonly appendOnly?: boolean;
  /**
   * Default `always`: what was acknowledged outlasts kill -9. With `everysec` Redis keeps writes to itself for up to two
   * seconds while an fsync runs.
   */
  readonly fsync?: "always" | "everysec";
  readonly args?: readonly string[];
}

/** A real redis-server on a free loopback port. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #directory: TempDirectory;
  readonly #options: RedisServerOptions;
  #program: Program | undefined;

  constructor(port: number, directory: TempDirectory, options: RedisServerOptions) {
    this.port = port;
    this.#directory = directory;
    this.#options = options;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }
  get pid(): number | undefined {
    return this.#program?.pid;
  }

  async start(): Promise<void> {
    const { appendOnly = true, fsync = "always", args = [] } = this.#options;
    this.#program = new Program("redis-server", [
      "--port",
      String(this.port),
      "--bind",
      "127.0.0.1",
      "--dir",
      this.#directory.path,
      "--save",
      "",
      "--appendonly",
      appendOnly ? "yes" : "no",
      "--appendfsync",
      fsync,
      ...args,
    ]);
    const program = this.#program;
    await until(() => (program.isRunning ? ping(this.port) : Promise.reject(new ProgramEnded(program))), {
      what: "redis-server",
    });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Bytes of the append-only file: a point for `restartFrom`. */
  async written(): Promise<number> {
    return (await stat(this.#appendOnlyFile)).size;
  }

  /** kill -9, and what was written after that point is gone, as after a power cut. */
  async restartFrom(point: number): Promise<void> {
    await this.kill();
    await truncate(this.#appendOnlyFile, point);
    await this.start();
  }

  /** SIGSTOP: the server keeps its connections and answers nothing. */
  pause(): void {
    this.#program?.child.kill("SIGSTOP");
  }
  resume(): void {
    this.#program?.child.kill("SIGCONT");
  }

  get #appendOnlyFile(): string {
    return join(this.#directory.path, "appendonlydir/appendonly.aof.1.incr.aof");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#directory[Symbol.asyncDispose]();
  }
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  return onFreePort(async (port) => {
    const server = new RedisServer(port, await tempDirectory("telewire-redis-"), options);
    await server.start();
    return server;
  });
}

export interface RedisCluster extends AsyncDisposable {
  /** `host:port` of every node; masters and replicas. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly servers: readonly RedisServer[];
}

/** A cluster node also listens on its port + 10000. */
const MAX_CLUSTER_PORT = 55_000;

/** Three masters with a replica each; resolves when every node agrees. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const args = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"];
  await using stack = new AsyncDisposableStack();
  const servers: RedisServer[] = [];
  while (servers.length < 6) {
    const server = await onFreePort(async (port) => {
      const node = new RedisServer(port, await tempDirectory("telewire-redis-"), { args });
      await node.start();
      return node;
    }, MAX_CLUSTER_PORT);
    servers.push(stack.use(server));
  }
  const nodes = servers.map(({ port }) => ({ host: "127.0.0.1", port }));
  const create = new Program("redis-cli", [
    "--cluster",
    "create",
    ...nodes.map(({ host, port }) => `${host}:${port}`),
    "--cluster-replicas",
    "1",
    "--cluster-yes",
  ]);
  if ((await create.exited) !== 0)
    throw new Error(`redis-cli --cluster create failed: ${create.stdout}${create.stderr}`);
  await until(async () => (await Promise.all(nodes.map(({ port }) => isClusterReady(port)))).every(Boolean), {
    timeoutMs: 30_000,
    intervalMs: 50,
    what: "the Redis cluster",
  });
  const kept = stack.move();
  return {
    nodes,
    servers,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function isClusterReady(port: number): Promise<boolean> {
  return withClient(port, async (client) => {
    const [info, nodes] = [await client.cluster("INFO"), (await client.cluster("NODES")) as string];
    return info.includes("cluster_state:ok") && nodes.split("\n").filter((line) => line.includes("slave")).length === 3;
  });
}

async function ping(port: number): Promise<boolean> {
  return withClient(port, async (client) => (await client.ping()) === "PONG");
}

async function withClient<Value>(port: number, use: (client: Redis) => Promise<Value>): Promise<Value> {
  const client = new Redis({
    port,
    host: "127.0.0.1",
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    client.disconnect();
  }
}
