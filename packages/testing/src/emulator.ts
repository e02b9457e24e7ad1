import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts, Program, ProgramEnded, tempDirectory } from "./process.ts";
import type { TempDirectory } from "./process.ts";

export interface EmulatorReady {
  readonly type: "ready";
  readonly dcs: readonly { readonly id: number; readonly host: string; readonly port: number }[];
  readonly publicKeyPem: string;
  /** Of the key: a signed 64-bit number as decimal. */
  readonly fingerprint: string;
  readonly control: string;
}

const COMMAND = fileURLToPath(new URL("../../../apps/telegram-emulator/bin/telegram-emulator.mjs", import.meta.url));

/** The emulator's real command on fixed loopback ports, with its state in a file: it can be killed and comes back the same. */
export class EmulatorProcess implements AsyncDisposable {
  readonly #directory: TempDirectory;
  readonly #args: readonly string[];
  #program: Program;
  ready: EmulatorReady;

  constructor(directory: TempDirectory, args: readonly string[], program: Program, ready: EmulatorReady) {
    this.#directory = directory;
    this.#args = args;
    this.#program = program;
    this.ready = ready;
  }

  get pid(): number {
    return this.#program.pid;
  }
  get dc(): { readonly id: number; readonly host: string; readonly port: number } {
    const [dc] = this.ready.dcs;
    if (dc === undefined) throw new Error("the emulator has no DC");
    return dc;
  }
  /** File with the server's RSA public key, as `TELEGRAM_DC_PUBLIC_KEY_FILE` wants it. */
  get publicKeyFile(): string {
    return join(this.#directory.path, "public-key.pem");
  }

  async kill(): Promise<void> {
    await this.#program.kill();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#program = new Program(process.execPath, this.#args);
    this.ready = await this.#program.jsonLine<EmulatorReady>((line) => line.type === "ready");
  }

  /** A call of the control API; fails on any status but 2xx. */
  async call<Answer>(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.ready.control + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.call("POST", path, body);
  }
  get<Answer>(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  /** The last login code of a phone. */
  async code(phone: string): Promise<string> {
    return (await this.get<{ code: string }>(`/codes/${phone}`)).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#directory[Symbol.asyncDispose]();
  }
}

/** It listens on a port for each DC, in a row. */
const DCS = 5;
const ATTEMPTS = 5;

export async function startEmulator(extraArgs: readonly string[] = []): Promise<EmulatorProcess> {
  const directory = await tempDirectory("telewire-emulator-");
  const state = join(directory.path, "state");
  for (let attempt = 1; ; attempt++) {
    const port = await freePorts(DCS + 1);
    const args = [
      COMMAND,
      "--json",
      "--port",
      String(port),
      "--control-port",
      String(port + DCS),
      "--state",
      state,
      ...extraArgs,
    ];
    const program = new Program(process.execPath, args);
    try {
      const ready = await program.jsonLine<EmulatorReady>((line) => line.type === "ready");
      const emulator = new EmulatorProcess(directory, args, program, ready);
      await writeFile(emulator.publicKeyFile, ready.publicKeyPem);
      return emulator;
    } catch (error) {
      await program.kill();
      // Another program may have taken a port since it was found free.
      if (attempt < ATTEMPTS && error instanceof ProgramEnded && error.message.includes("EADDRINUSE")) continue;
      await directory[Symbol.asyncDispose]();
      throw error;
    }
  }
}
