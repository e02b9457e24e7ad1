import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { TelewireError } from "@telewire/contracts";
import { Cluster, Redis } from "ioredis";
import type { RedisOptions } from "ioredis";

/** Where a server is and how to log in. */
type Address = Required<Pick<RedisOptions, "host" | "port">> & Pick<RedisOptions, "username" | "password" | "db" | "tls">;

export type Argument = string | number;

/** A command that gets no answer for so long has failed. */
const COMMAND_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;
const RECONNECT_MAX_MS = 1000;

/** Answers that tell of the state of the server, not of the command. */
const AWAY = /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|MISCONF|OOM|NOREPLICAS|BUSY|UNBLOCKED|MOVED|ASK|ERR max number of clients)\b/;

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
      const client = new Redis({ ...address, lazyConnect: true, retryStrategy: () => null, enableOfflineQueue: false, connectTimeout: CONNECT_TIMEOUT_MS });
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

  /** `patienceMs`: longest wait for an answer, for blocking reads their block time comes on top. */
  async connect(patienceMs = COMMAND_TIMEOUT_MS): Promise<RedisConnection> {
    const [first] = this.#addresses;
    const shared = {
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
    const client = this.isCluster
      ? new Cluster(this.#addresses.map(({ host, port }) => ({ host, port })), {
        redisOptions: shared,
        lazyConnect: true,
        slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
        clusterRetryStrategy: (attempt) => Math.min(RECONNECT_MAX_MS, 50 * attempt),
      })
      : new Redis({ ...shared, enableOfflineQueue: false });
    const connection = new RedisConnection(client);
    try {
      await client.connect();
    } catch (error) {
      connection.close();
      throw toError(error);
    }
    return connection;
  }
}

/** Whether the server answered with this error. */
export function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
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
