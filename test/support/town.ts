import { startEmulator, startTcpProxy, tempDirectory, until } from "@telewire/testing";
import type { EmulatorProcess, TcpProxy, TempDirectory } from "@telewire/testing";

export const ANN = { phone: "9996612345", firstName: "Ann", password: "correct horse" } as const;
const BOB = { phone: "9996654321", firstName: "Bob" } as const;
/** Boxes with a pts of their own, and one in Ann's common box. */
const KINDS = ["channel", "channel", "channel", "supergroup", "supergroup", "group"] as const;

/** An emulator behind a proxy, six chats that Ann is in, and a load on them that outlasts kills of the emulator. */
export class Town implements AsyncDisposable {
  readonly emulator: EmulatorProcess;
  readonly link: TcpProxy;
  readonly directory: TempDirectory;
  readonly chatIds: readonly string[];
  /** Settings that point a server at the emulator, through the proxy. */
  readonly env: Readonly<Record<string, string>>;
  readonly #before: ReadonlyMap<string, readonly string[]>;
  #total = 0;
  #rate = 0;
  /** Sent before the running load began. */
  #base = 0;
  #loadId = "";
  #isDown = false;

  private constructor(
    parts: Pick<Town, "emulator" | "link" | "directory" | "chatIds"> & {
      readonly before: ReadonlyMap<string, readonly string[]>;
    },
  ) {
    this.emulator = parts.emulator;
    this.link = parts.link;
    this.directory = parts.directory;
    this.chatIds = parts.chatIds;
    this.#before = parts.before;
    this.env = {
      TELEGRAM_API_ID: "1",
      TELEGRAM_API_HASH: "hash",
      TELEGRAM_DC: `127.0.0.1:${this.link.port}`,
      TELEGRAM_DC_PUBLIC_KEY_FILE: this.emulator.publicKeyFile,
    };
  }

  static async found(): Promise<Town> {
    const emulator = await startEmulator();
    await emulator.post("/users", ANN);
    await emulator.post("/users", BOB);
    const chatIds: string[] = [];
    for (const [index, kind] of KINDS.entries()) {
      const { id } = await emulator.post<{ id: number | string }>("/chats", {
        kind,
        title: `Chat ${index + 1}`,
        creator: ANN.phone,
        members: [ANN.phone, BOB.phone],
      });
      chatIds.push(String(id));
    }
    const before = await idsOf(emulator, chatIds);
    return new Town({
      emulator,
      link: await startTcpProxy(emulator.dc.port),
      directory: await tempDirectory("telewire-town-"),
      chatIds,
      before,
    });
  }

  /** Begins to post `total` messages over all chats, so many a second. */
  async talk(total: number, rate: number): Promise<void> {
    this.#total = total;
    this.#rate = rate;
    await this.#resume();
  }

  /** One message more in each chat: behind it nothing late is left unseen. */
  async sayGoodbye(): Promise<void> {
    await this.emulator.post(
      "/messages",
      this.chatIds.map((chatId) => ({ chatId, text: "goodbye" })),
    );
  }

  /** Resolves when so many messages exist. */
  untilSent(count: number, timeoutMs = 120_000): Promise<unknown> {
    return until(async () => !this.#isDown && (await this.#sent()) >= count, {
      timeoutMs,
      intervalMs: 20,
      what: `${count} messages in the emulator`,
    });
  }

  /** kill -9 and start; the talk goes on with what is left. */
  async restartEmulator(): Promise<void> {
    this.#isDown = true;
    await this.emulator.restart();
    await this.#resume();
    this.#isDown = false;
  }

  /** The ids of all messages by chat, oldest first, as the emulator has them. */
  async truth(): Promise<Map<string, string[]>> {
    const all = await idsOf(this.emulator, this.chatIds);
    return new Map([...all].map(([chatId, ids]) => [chatId, ids.slice(this.#before.get(chatId)?.length ?? 0)]));
  }

  async #resume(): Promise<void> {
    this.#base = [...(await this.truth()).values()].reduce((sum, ids) => sum + ids.length, 0);
    const count = this.#total - this.#base;
    this.#loadId = "";
    if (count === 0) return;
    const { id } = await this.emulator.post<{ id: string }>("/load", {
      chatIds: this.chatIds,
      from: BOB.phone,
      count,
      rate: this.#rate,
      textTemplate: "message {n} in {chat}",
    });
    this.#loadId = id;
  }

  async #sent(): Promise<number> {
    if (this.#loadId === "") return this.#base;
    const { sent } = await this.emulator.get<{ sent: number }>(`/load/${this.#loadId}?ids=false`);
    return this.#base + sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.link[Symbol.asyncDispose]();
    await this.emulator[Symbol.asyncDispose]();
    await this.directory[Symbol.asyncDispose]();
  }
}

async function idsOf(emulator: EmulatorProcess, chatIds: readonly string[]): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const chatId of chatIds) {
    const { ids } = await emulator.get<{ ids: number[] }>(`/messages?chatId=${chatId}&ids=true`);
    all.set(chatId, ids.map(String));
  }
  return all;
}
