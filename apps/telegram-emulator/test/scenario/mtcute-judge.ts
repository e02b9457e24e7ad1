import {
  IntermediatePacketCodec,
  Long,
  ObfuscatedPacketCodec,
  PaddedIntermediatePacketCodec,
  TcpTransport,
  tl,
} from "@mtcute/node";
import type { TelegramClient } from "@mtcute/core/client.js";

import type { ReadyInfo } from "../../src/index.ts";
import { mtcuteClient } from "../support/mtcute.ts";
import { Control, until } from "../support/world.ts";
import { type Judge, type JudgeRun, plainOf, textOf } from "./judge.ts";
import { MTCUTE_LOGINS } from "./mtcute-logins.ts";
import { MTCUTE_STEPS } from "./mtcute-steps.ts";
import type { Arguments, Outcome, Plain, TlRequest, TlValue } from "./step.ts";

export type MtcuteStep = (run: MtcuteRun, args: Arguments) => Promise<Plain>;

const CODECS = {
  intermediate: () => new IntermediatePacketCodec(),
  padded: () => new PaddedIntermediatePacketCodec(),
  "obfuscated intermediate": () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
  "obfuscated padded": () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
} as const;

/** A transport that speaks one codec. */
class FixedCodecTransport extends TcpTransport {
  readonly #make: () => ReturnType<TcpTransport["packetCodec"]>;
  constructor(make: () => ReturnType<TcpTransport["packetCodec"]>) {
    super();
    this.#make = make;
  }
  override packetCodec(): ReturnType<TcpTransport["packetCodec"]> {
    return this.#make();
  }
}

/** mtcute keeps the template of the name, and the number in a field that depends on the error. */
const namedError = (error: { readonly text: string }): string => {
  const number = Object.entries(error).find(([name, value]) => name !== "code" && typeof value === "number")?.[1];
  return error.text.replace("%d", String(number));
};

/** What mtcute takes: its own class for 64-bit values. */
const toMtcute = (value: TlValue): unknown => {
  if (typeof value === "bigint") return Long.fromString(value.toString());
  if (typeof value !== "object" || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item: TlValue) => toMtcute(item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toMtcute(item)]));
};

const outcomeOf = async (work: () => Promise<Plain>): Promise<Outcome> => {
  try {
    return { value: await work() };
  } catch (error) {
    if (tl.RpcError.is(error)) return { error: namedError(error) };
    throw error;
  }
};

/** mtcute's client with what it has seen arrive. */
export class MtcuteRun implements JudgeRun {
  readonly ready: ReadyInfo;
  readonly control: Control;
  readonly #transport: keyof typeof CODECS;
  readonly #seen: { readonly kind: string; readonly text: string }[] = [];
  #client: TelegramClient | undefined;

  constructor(ready: ReadyInfo, transport: string) {
    this.ready = ready;
    this.control = new Control(ready.control);
    this.#transport = transport as keyof typeof CODECS;
  }

  /** A client that has not logged in yet. */
  fresh(): TelegramClient {
    return mtcuteClient(this.ready, { transport: new FixedCodecTransport(CODECS[this.#transport] as never) });
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
    client.onNewMessage.add((message) => note(message.media?.type === "photo" ? "photo" : "new", message.text));
    client.onEditMessage.add((message) => note("edit", message.text));
    client.onDeleteMessage.add((deletion) => deletion.messageIds.forEach((id) => note("delete", String(id))));
    client.onUserTyping.add(() => note("typing", ""));
    await client.startUpdatesLoop();
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
    if (!work) throw new Error(`mtcute does not do ${step}`);
    return outcomeOf(() => work(this, args));
  }

  invoke(request: TlRequest): Promise<Outcome> {
    return outcomeOf(async () =>
      plainOf(await this.client.call(toMtcute(request) as never), (value) =>
        Long.isLong(value) ? BigInt(value.toString()) : value,
      ),
    );
  }

  async close(): Promise<void> {
    await this.#client?.destroy();
  }
}

const ALL_STEPS: Readonly<Record<string, MtcuteStep>> = { ...MTCUTE_LOGINS, ...MTCUTE_STEPS };

export const mtcuteJudge: Judge = {
  name: "mtcute",
  transports: Object.keys(CODECS),
  start: async (ready, transport) => new MtcuteRun(ready, transport),
  steps: async () => Object.keys(ALL_STEPS),
};
