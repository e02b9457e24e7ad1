import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chown } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { onFreePort, Program, ProgramEnded, tempDirectory, until } from "./process.ts";
import type { TempDirectory } from "./process.ts";

/** A real Postgres cluster on a free loopback port, run by a user other than root. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly #directory: TempDirectory;
  readonly #identity: Identity;
  #program: Program | undefined;
  #databases = 0;

  constructor(port: number, directory: TempDirectory, identity: Identity) {
    this.port = port;
    this.#directory = directory;
    this.#identity = identity;
  }

  /** Of the `postgres` database. */
  get url(): string {
    return this.#urlOf("postgres");
  }

  async start(): Promise<void> {
    const data = join(this.#directory.path, "data");
    if (!existsSync(data)) {
      const initdb = new Program(
        binary("initdb"),
        ["-D", data, "-U", "telewire", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        this.#options,
      );
      if ((await initdb.exited) !== 0) throw new Error(`initdb failed: ${initdb.stderr}`);
    }
    const program = new Program(
      binary("postgres"),
      [
        "-D",
        data,
        "-p",
        String(this.port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        `unix_socket_directories=${this.#directory.path}`,
        "-c",
        "max_connections=200",
        // What outlasts kill -9 is in the kernel already; with fsync the recovery syncs every file of the cluster first (14 s, not 0.5).
        "-c",
        "fsync=off",
        "-c",
        "full_page_writes=on",
      ],
      this.#options,
    );
    this.#program = program;
    await until(() => (program.isRunning ? this.#select1() : Promise.reject(new ProgramEnded(program))), {
      timeoutMs: 30_000,
      what: "postgres",
    });
  }

  /** A new, empty database; its URL. */
  async createDatabase(): Promise<string> {
    const name = `telewire_${++this.#databases}`;
    await this.#query(`CREATE DATABASE ${name}`);
    return this.#urlOf(name);
  }

  /** kill -9 of the postmaster; resolves when its children are gone as well: they go on answering until they notice. */
  async kill(): Promise<void> {
    const program = this.#program;
    if (program?.isRunning !== true) return;
    // Stopped, it starts no further child between the look and the kill.
    program.child.kill("SIGSTOP");
    const children = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, "utf8")
      .split(" ")
      .filter(Boolean);
    await program.kill();
    await until(() => children.every((pid) => !existsSync(`/proc/${pid}`)), {
      timeoutMs: 30_000,
      what: "the end of Postgres's children",
    });
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.signal("SIGQUIT");
    await this.#directory[Symbol.asyncDispose]();
  }

  get #options(): { cwd: string; uid?: number; gid?: number } {
    return { cwd: this.#directory.path, ...this.#identity };
  }

  #urlOf(database: string): string {
    return `postgres://telewire@127.0.0.1:${this.port}/${database}`;
  }

  async #select1(): Promise<boolean> {
    await this.#query("SELECT 1");
    return true;
  }

  async #query(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 2000 });
    client.on("error", () => undefined);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

export async function startPostgres(): Promise<PostgresServer> {
  const directory = await tempDirectory("telewire-pg-");
  const identity = unprivilegedIdentity();
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(directory.path, identity.uid, identity.gid);
  return onFreePort(async (port) => {
    const server = new PostgresServer(port, directory, identity);
    await server.start();
    return server;
  });
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** Postgres refuses to run as root: then the `postgres` user of Debian's package runs it. */
function unprivilegedIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function binary(name: string): string {
  const root = "/usr/lib/postgresql";
  const newest = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a))[0] : undefined;
  return newest === undefined ? name : join(root, newest, "bin", name);
}
