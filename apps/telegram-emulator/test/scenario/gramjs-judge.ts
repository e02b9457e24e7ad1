// oxlint-disable typescript/no-explicit-any -- GramJS's objects are made and read by name
import { createRequire } from "node:module";

import type { Api as ApiTypes, TelegramClient } from "telegram";
import type * as GramEvents from "telegram/events/index.js";

import type { ReadyInfo } from "../../src/index.ts";
import { Api, gramClient, type GramTransport } from "../support/gramjs.ts";
import { Control, until } from "../support/world.ts";
import { GRAMJS_LOGINS } from "./gramjs-logins.ts";
import { GRAMJS_STEPS } from "./gramjs-steps.ts";
import { type Judge, type JudgeRun, plainOf, textOf } from "./judge.ts";
import type { Arguments, Outcome, Plain, TlRequest, TlValue } from "./step.ts";

const require = createRequire(import.meta.url);
const { returnBigInt: bigInt } = require("telegram/Helpers.js") as { returnBigInt: (value: bigint) => unknown };
const { NewMessage } = require("telegram/events") as typeof GramEvents;
const { EditedMessage } = require("telegram/events/EditedMessage.js") as {
  EditedMessage: new (options: object) => GramEvents.NewMessage;
};
const { DeletedMessage } = require("telegram/events/DeletedMessage.js") as {
  DeletedMessage: new (options: object) => GramEvents.Raw;
};
const errors = require("telegram/errors/index.js") as Record<string, new (...args: any[]) => Error>;

export type GramStep = (run: GramRun, args: Arguments) => Promise<Plain>;

const TRANSPORTS: Readonly<Record<string, GramTransport>> = {
  full: "ConnectionTCPFull",
  abridged: "ConnectionTCPAbridged",
  "obfuscated abridged": "ConnectionTCPObfuscated",
};

const isA = (error: unknown, name: string): boolean => {
  const kind = errors[name];
  return kind !== undefined && error instanceof kind;
};

/** GramJS keeps the name of most errors, and only the number of some. */
const nameOf = (error: any): string | undefined => {
  if (isA(error, "SlowModeWaitError")) return `SLOWMODE_WAIT_${error.seconds}`;
  if (isA(error, "FloodWaitError")) return `FLOOD_WAIT_${error.seconds}`;
  return isA(error, "RPCError") ? String(error.errorMessage) : undefined;
};

const oneOf = (value: any): unknown => {
  if (typeof value.toJSNumber === "function") return BigInt(value.toString());
  if (typeof value.className !== "string" || value._ !== undefined) return value;
  return { ...value.originalArgs, _: value.className };
};

const outcomeOf = async (work: () => Promise<unknown>): Promise<Outcome> => {
  try {
    return { value: plainOf(await work(), oneOf) };
  } catch (error) {
    const name = nameOf(error);
    if (name === undefined) throw error;
    return { error: name };
  }
};

/** The class for a name of the schema: `messages.getHistory` is `Api.messages.GetHistory`. */
const classOf = (name: string): new (args: object) => unknown => {
  const parts = name.split(".");
  const last = parts.pop() ?? "";
  let scope: any = Api;
  for (const part of parts) scope = scope[part];
  const found = scope[last.charAt(0).toUpperCase() + last.slice(1)];
  if (!found) throw new Error(`GramJS has no ${name}`);
  return found;
};

const toGram = (value: TlValue): unknown => {
  if (typeof value === "bigint") return bigInt(value);
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map((item: TlValue) => toGram(item));
  const { _: name, ...fields } = value as TlRequest;
  const Class = classOf(name);
  return new Class(Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, toGram(item)])));
};

/** GramJS's client with what it has seen arrive. */
export class GramRun implements JudgeRun {
  readonly control: Control;
  readonly #ready: ReadyInfo;
  readonly #transport: GramTransport;
  readonly #seen: { readonly kind: string; readonly text: string }[] = [];
  #client: TelegramClient | undefined;

  constructor(ready: ReadyInfo, transport: string) {
    this.#ready = ready;
    this.control = new Control(ready.control);
    this.#transport = TRANSPORTS[transport] ?? "ConnectionTCPFull";
  }

  /** A client that has not logged in yet, or has with this session string. */
  fresh(session = ""): TelegramClient {
    return gramClient(this.#ready, BigInt(this.#ready.fingerprint), session, this.#transport);
  }

  get client(): TelegramClient {
    if (!this.#client) throw new Error("not logged in yet");
    return this.#client;
  }

  /** Takes a logged-in client as the one under test, in place of the one before. */
  async use(client: TelegramClient): Promise<void> {
    await this.#client?.destroy();
    this.#client = client;
    const note = (kind: string, text: string): void => void this.#seen.push({ kind, text });
    client.addEventHandler((event) => {
      const { message } = event as { message: ApiTypes.Message };
      note(message.photo ? "photo" : "new", message.message);
    }, new NewMessage({}));
    client.addEventHandler((event) => note("edit", (event as any).message.message), new EditedMessage({}));
    client.addEventHandler((event: any) => {
      for (const id of event.deletedIds) note("delete", String(id));
    }, new DeletedMessage({}));
    client.addEventHandler((update: unknown) => {
      if (update instanceof Api.UpdateUserTyping) note("typing", "");
    });
  }

  async awaitUpdate(args: Arguments): Promise<Plain> {
    const [kind, text] = [textOf(args, "kind"), textOf(args, "text")];
    await until(
      () => this.#seen,
      (seen) => seen.some((update) => update.kind === kind && update.text === text),
    );
    return text;
  }

  perform(step: string, args: Arguments): Promise<Outcome> {
    const work = ALL_STEPS[step];
    if (!work) throw new Error(`GramJS does not do ${step}`);
    return outcomeOf(() => work(this, args));
  }

  invoke(request: TlRequest): Promise<Outcome> {
    return outcomeOf(() => this.client.invoke(toGram(request) as never));
  }

  async close(): Promise<void> {
    await this.#client?.destroy();
  }
}

const ALL_STEPS: Readonly<Record<string, GramStep>> = { ...GRAMJS_LOGINS, ...GRAMJS_STEPS };

export const gramjsJudge: Judge = {
  name: "GramJS",
  transports: Object.keys(TRANSPORTS),
  start: async (ready, transport) => new GramRun(ready, transport),
  steps: async () => Object.keys(ALL_STEPS),
};
