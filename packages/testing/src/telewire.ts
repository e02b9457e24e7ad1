import { fileURLToPath } from "node:url";
import { Program, ProgramEnded, until } from "./process.ts";

const COMMAND = fileURLToPath(new URL("../../../apps/telewire/bin/telewire.mjs", import.meta.url));

export type Settings = Readonly<Record<string, string>>;

export interface CommandResult {
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a `telewire` command to its end. */
export async function telewire(args: readonly string[], env: Settings, input = ""): Promise<CommandResult> {
  await using program = new Program(process.execPath, [COMMAND, ...args], { env });
  program.child.stdin?.end(input);
  return { code: await program.exited, stdout: program.stdout, stderr: program.stderr };
}

/** A `telewire serve` process: can be killed, and started again with the same settings. */
export class TelewireProcess implements AsyncDisposable {
  readonly #args: readonly string[];
  readonly #env: Settings;
  #program: Program | undefined;
  #earlierLog = "";
  /** Where the API listens; empty without the api role. */
  url = "";

  /** Set `PORT` to keep the address over restarts. */
  constructor(env: Settings, args: readonly string[] = []) {
    this.#args = [COMMAND, "serve", "--json", ...args];
    this.#env = env;
  }

  /** Everything on stderr since the first start. */
  get log(): string {
    return this.#earlierLog + (this.#program?.stderr ?? "");
  }
  get exited(): Promise<number | NodeJS.Signals> {
    return this.#program?.exited ?? Promise.resolve(0);
  }

  /** @throws ProgramEnded when it ends instead */
  async start(): Promise<this> {
    this.#earlierLog = this.log;
    this.#program = new Program(process.execPath, this.#args, { env: this.#env });
    const ready = await this.#program.jsonLine<{ readonly url: string | null }>(({ type }) => type === "ready", 60_000);
    this.url = ready.url ?? "";
    return this;
  }

  /** Starts it as a supervisor does: again and again while it ends because something that it needs is not there. */
  async startSupervised(timeoutMs = 60_000): Promise<void> {
    await until(
      async () => {
        try {
          return await this.start();
        } catch (error) {
          if (error instanceof ProgramEnded) throw new Error(error.message, { cause: error });
          throw error;
        }
      },
      { timeoutMs, what: "the server" },
    );
  }

  signal(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    return this.#program?.signal(signal) ?? Promise.resolve(0);
  }
  /** kill -9. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

export async function startTelewire(env: Settings, args: readonly string[] = []): Promise<TelewireProcess> {
  return new TelewireProcess(env, args).start();
}
