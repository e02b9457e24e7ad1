import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { TelewireError } from "@telewire/contracts";
import { Cluster, Redis } from "ioredis";
import type { RedisOptions } from "ioredis";

/** Where a node of a cluster is. */
export interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where a server is and how to log in. */
type Address = Node & Pick<RedisOptions, "username" | "password" | "db" | "tls">;

export type Argument = string | number;

/** A command that gets no answer for so long has failed. */
const COMMAND_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;
const RECONNECT_MAX_MS = 1000;

/** Servers asked for the place of a key before giving up. */
const MAX_HOPS = 12;

/** Answers that tell of the state of the server, not of the command. */
const AWAY =
  /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|MISCONF|OOM|NOREPLICAS|BUSY|UNBLOCKED|MOVED|ASK|ERR max number of clients)\b/;

export class Script {
  readonly source: string;
  readonly sha: string;

  constructor(file: string) {
    this.source = readFileSync(new URL(`scripts/${file}`, import.meta.url), "utf8");
    this.sha = createHash("sha1").update(this.source).digest("hex");
  }
}

/** One connection to a server, or one set of connections to a cluster. It reconnects by itself; commands fail meanwhile. */
export class RedisConnection {
  readonly #client: Redis | Cluster;

  constructor(client: Redis | Cluster) {
    this.#client = client;
    // Every command tells its own failure.
    client.on("error", () => undefined);
  }

  /** @throws TelewireError LOG_UNAVAILABLE, or the server's error about the command. */
  async run(command: string, ...args: readonly Argument[]): Promise<unknown> {
    try {
      return await this.#client.call(command, args.map(String));
    } catch (error) {
      throw toError(error);
    }
  }

  async eval(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await this.run("EVALSHA", script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error, "NOSCRIPT")) throw error;
      return this.run("EVAL", script.source, keys.length, ...keys, ...args);
    }
  }

  /** The nodes of the cluster as they are now known; none for a single server. */
  get nodes(): readonly Node[] {
    if (!(this.#client instanceof Cluster)) return [];
    return this.#client.nodes("all").map(({ options: { host = "127.0.0.1", port = 6379 } }) => ({ host, port }));
  }

  close(): void {
    this.#client.disconnect();
  }
}

/** The servers behind a URL, or several with commas: a single server, or nodes of a cluster, found out by asking. */
export class RedisServers {
  readonly isCluster: boolean;
  readonly #addresses: readonly Address[];

  private constructor(addresses: readonly Address[], isCluster: boolean) {
    this.#addresses = addresses;
    this.isCluster = isCluster;
  }

  /** @throws TelewireError LOG_UNAVAILABLE when none answers. */
  static async find(url: string): Promise<RedisServers> {
    const addresses = url.split(",").map((part) => addressOf(part.trim()));
    let failure: unknown;
    for (const address of addresses) {
      const client = new Redis({
        ...address,
        lazyConnect: true,
        retryStrategy: () => null,
        enableOfflineQueue: false,
        connectTimeout: CONNECT_TIMEOUT_MS,
      });
      client.on("error", (error) => (failure = error));
      try {
        await client.connect();
        return new RedisServers(addresses, (await client.info("cluster")).includes("cluster_enabled:1"));
      } catch (error) {
        failure ??= error;
      } finally {
        client.disconnect();
      }
    }
    throw new TelewireError("LOG_UNAVAILABLE", { cause: failure });
  }

  /** For commands of any key. */
  connect(): Promise<RedisConnection> {
    const options = this.#optionsOf(COMMAND_TIMEOUT_MS);
    if (!this.isCluster) return open(new Redis({ ...options, enableOfflineQueue: false }));
    return open(
      new Cluster(
        this.#addresses.map(({ host, port }) => ({ host, port })),
        {
          redisOptions: options,
          lazyConnect: true,
          slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
          clusterRetryStrategy: (attempt) => Math.min(RECONNECT_MAX_MS, 50 * attempt),
        },
      ),
    );
  }

  /**
   * For blocking reads of one slot: a connection straight to the server that has `key`, which does not follow the slot
   * when it moves (commands then fail with LOG_UNAVAILABLE: connect anew). `known`: nodes of the cluster heard of since.
   * `patienceMs`: longest wait for an answer.
   */
  async connectTo(key: string, patienceMs: number, known: readonly Node[]): Promise<RedisConnection> {
    if (!this.isCluster) return open(new Redis({ ...this.#optionsOf(patienceMs), enableOfflineQueue: false }));
    const waiting: Node[] = [...known, ...this.#addresses];
    let failure: unknown;
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      const node = waiting.shift();
      if (node === undefined) break;
      let connection: RedisConnection | undefined;
      try {
        connection = await open(
          new Redis({ ...this.#optionsOf(patienceMs), host: node.host, port: node.port, enableOfflineQueue: false }),
        );
        await connection.run("EXISTS", key);
        return connection;
      } catch (error) {
        connection?.close();
        failure = error;
        const target = movedTo(error, node);
        if (target !== undefined) waiting.unshift(target);
      }
    }
    throw toError(failure);
  }

  #optionsOf(patienceMs: number) {
    const [first] = this.#addresses;
    return {
      ...first,
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      commandTimeout: patienceMs,
      // A server that hangs leaves the connection open: a new one finds out where to go.
      socketTimeout: patienceMs,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (attempt: number) => Math.min(RECONNECT_MAX_MS, 20 * 2 ** Math.min(attempt, 10)),
    };
  }
}

async function open(client: Redis | Cluster): Promise<RedisConnection> {
  const connection = new RedisConnection(client);
  try {
    await client.connect();
  } catch (error) {
    connection.close();
    throw toError(error);
  }
  return connection;
}

/** Whether the server answered with this error. */
export function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}

/** An answer `MOVED <slot> <host>:<port>`; without a host the node means its own. */
function movedTo(error: unknown, { host }: Node): Node | undefined {
  const cause = error instanceof TelewireError ? error.cause : error;
  const match = cause instanceof Error ? /^MOVED \d+ (.*):(\d+)$/.exec(cause.message) : null;
  return match === null
    ? undefined
    : { host: match[1] === undefined || match[1] === "" ? host : match[1], port: Number(match[2]) };
}

function toError(error: unknown): unknown {
  const isAnswer = error instanceof Error && error.name === "ReplyError";
  return isAnswer && !AWAY.test(error.message) ? error : new TelewireError("LOG_UNAVAILABLE", { cause: error });
}

function addressOf(url: string): Address {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const database = Number(pathname.slice(1));
  return {
    host: hostname.replace(/^\[|\]$/g, "") || "127.0.0.1",
    port: port === "" ? 6379 : Number(port),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(Number.isInteger(database) && database > 0 ? { db: database } : {}),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
}
