// oxlint-disable typescript/no-explicit-any -- TDLib's objects are made and read by name
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ReadyInfo } from "../../src/index.ts";
import { Control, until } from "../support/world.ts";
import type { Judge, JudgeRun } from "./judge.ts";
import type { Arguments, Outcome, Plain } from "./step.ts";
import { TDLIB_LOGINS } from "./tdlib-logins.ts";
import { TDLIB_STEPS } from "./tdlib-steps.ts";

export type TdStep = (run: TdRun, args: Arguments) => Promise<Plain>;
export type TdObject = { readonly _: string; readonly [name: string]: any };

/** One TDLib client with everything it has been told. */
export class TdClient {
  readonly updates: TdObject[] = [];
  readonly #client: any;

  constructor(tdl: any, folder: string) {
    this.#client = tdl.createBareClient();
    this.#client.on("update", (update: TdObject) => this.updates.push(update));
    this.#client.on("error", () => undefined);
    void this.call({
      _: "setTdlibParameters",
      api_id: 1,
      api_hash: "hash",
      database_directory: folder,
      files_directory: join(folder, "files"),
      use_message_database: true,
      use_chat_info_database: true,
      use_file_database: false,
      use_secret_chats: false,
      system_language_code: "en",
      device_model: "judge",
      application_version: "1",
    });
  }

  call(request: TdObject): Promise<any> {
    return this.#client.invoke(request);
  }

  /** The newest state of the login. */
  get state(): TdObject | undefined {
    return this.updates.findLast(({ _: name }) => name === "updateAuthorizationState")?.["authorization_state"];
  }

  async reach(name: string): Promise<TdObject> {
    await until(
      () => this.state?._,
      (state) => state === `authorizationState${name}`,
    );
    return this.state ?? { _: "" };
  }

  /** Waits for an update, also one that came before. */
  async wait(matches: (update: TdObject) => boolean): Promise<TdObject> {
    await until(
      () => this.updates.some(matches),
      (isThere) => isThere,
    );
    return this.updates.findLast(matches) ?? { _: "" };
  }

  /** Sends a content and waits until the server has it; throws with Telegram's error. */
  async send(request: TdObject): Promise<TdObject> {
    const made = await this.call(request);
    const wanted: readonly TdObject[] = made._ === "messages" ? made.messages : [made];
    const ends = await Promise.all(wanted.map(({ id }) => this.wait((update) => update["old_message_id"] === id)));
    const failed = ends.find(({ _: name }) => name === "updateMessageSendFailed");
    if (failed) throw failed["error"];
    return made._ === "messages"
      ? { _: "messages", messages: ends.map(({ message }) => message) }
      : ends[0]?.["message"];
  }

  async close(): Promise<void> {
    if (this.state?._ === "authorizationStateClosed") return;
    await this.call({ _: "close" });
    await this.reach("Closed");
  }
}

/** TDLib words flood waits in its own way. */
const nameOf = (error: any): string | undefined => {
  if (typeof error?.code !== "number" || typeof error.message !== "string") return undefined;
  const seconds = /retry after (\d+)/.exec(error.message)?.[1];
  return seconds === undefined ? error.message : `FLOOD_WAIT_${seconds}`;
};

export class TdRun implements JudgeRun {
  readonly control: Control;
  readonly folder = mkdtempSync(join(tmpdir(), "tdlib-"));
  readonly #tdl: any;
  #count = 0;
  #client: TdClient | undefined;

  constructor(ready: ReadyInfo, library: string) {
    this.control = new Control(ready.control);
    this.#tdl = createRequire(library)("tdl");
  }

  fresh(folder = join(this.folder, String(++this.#count))): TdClient {
    return new TdClient(this.#tdl, folder);
  }

  get client(): TdClient {
    if (!this.#client) throw new Error("not logged in yet");
    return this.#client;
  }

  use(client: TdClient): void {
    this.#client = client;
  }

  async perform(step: string, args: Arguments): Promise<Outcome> {
    const work = ALL_STEPS[step];
    if (!work) throw new Error(`TDLib does not do ${step}`);
    try {
      return { value: await work(this, args) };
    } catch (error) {
      const name = nameOf(error);
      if (name === undefined) throw error;
      return { error: name };
    }
  }

  invoke(): Promise<Outcome> {
    throw new Error("TDLib makes no calls of the API itself");
  }

  async close(): Promise<void> {
    await this.#client?.close();
    rmSync(this.folder, { recursive: true });
  }
}

const ALL_STEPS: Readonly<Record<string, TdStep>> = { ...TDLIB_LOGINS, ...TDLIB_STEPS };

/** `library`: a file beside whose `node_modules` `tdl` is found, configured with the patched library. */
export const tdlibJudge = (library: string): Judge => ({
  name: "TDLib",
  transports: ["obfuscated intermediate"],
  start: async (ready) => new TdRun(ready, library),
  steps: async () => Object.keys(ALL_STEPS),
});
