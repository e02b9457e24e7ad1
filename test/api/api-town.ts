import { createClient } from "@telewire/client";
import { startEmulator, startTelewire, telewire, tempDirectory, until } from "@telewire/testing";
import type { EmulatorProcess, TelewireProcess } from "@telewire/testing";
import { PlainAsker, SdkAsker } from "./asker.ts";
import type { Asker } from "./asker.ts";

export const PASSWORD = "correct horse";
export const SESSION = "ann";
const PHONE = "9996612345";

/** A server over an emulator: Ann is logged in, with a channel that is posted to and a supergroup of her own. */
export class ApiTown implements AsyncDisposable {
  readonly emulator: EmulatorProcess;
  readonly server: TelewireProcess;
  readonly askers: readonly Asker[];
  readonly channel: string;
  readonly group: string;
  readonly apiKey: string;
  readonly #stack: AsyncDisposableStack;
  #phones = 9_996_620_000;

  private constructor(
    parts: Pick<ApiTown, "emulator" | "server" | "askers" | "channel" | "group" | "apiKey">,
    stack: AsyncDisposableStack,
  ) {
    this.emulator = parts.emulator;
    this.server = parts.server;
    this.askers = parts.askers;
    this.channel = parts.channel;
    this.group = parts.group;
    this.apiKey = parts.apiKey;
    this.#stack = stack;
  }

  static async found(settings: Readonly<Record<string, string>> = {}): Promise<ApiTown> {
    await using stack = new AsyncDisposableStack();
    const emulator = stack.use(await startEmulator(["--dcs", "2"]));
    await emulator.post("/users", { phone: PHONE, firstName: "Ann" });
    const chat = async (kind: string, more: object): Promise<string> =>
      String((await emulator.post<{ id: number }>("/chats", { kind, members: [PHONE], ...more })).id);
    const channel = await chat("channel", { title: "Calls", username: "calls_channel" });
    const group = await chat("supergroup", { title: "Desk", creator: PHONE });
    const directory = stack.use(await tempDirectory("telewire-api-"));
    const env = {
      TELEGRAM_API_ID: "1",
      TELEGRAM_API_HASH: "hash",
      TELEGRAM_DC: `127.0.0.1:${emulator.dc.port}`,
      TELEGRAM_DC_PUBLIC_KEY_FILE: emulator.publicKeyFile,
      TELEWIRE_DATA_DIR: directory.path,
      PORT: "0",
      TELEWIRE_WRITES_PER_MINUTE: "10000",
      TELEWIRE_SESSION_WRITES_PER_MINUTE: "10000",
      TELEWIRE_AUTH_PER_MINUTE: "10000",
      ...settings,
    };
    const server = stack.use(await startTelewire(env));
    const created = await telewire(["keys", "create", "--name", "api", "--role", "admin", "--json"], env);
    const { apiKey, secret } = JSON.parse(created.stdout) as { readonly apiKey: string; readonly secret: string };
    const { data } = await createClient({ baseUrl: server.url }).call("createToken", { apiKey });
    const askers = [
      new SdkAsker(server.url, apiKey, secret),
      new PlainAsker(server.url, data.accessToken, false),
      new PlainAsker(server.url, data.accessToken, true),
    ];
    const kept = new AsyncDisposableStack();
    const town = new ApiTown({ emulator, server, askers, channel, group, apiKey }, kept);
    const [first] = askers;
    if (first !== undefined) await town.logIn(first, SESSION, PHONE);
    // Not before it stands: what does not come up leaves no server behind.
    kept.use(stack.move());
    return town;
  }

  /** An account; its phone. */
  async account(fields: object = {}): Promise<string> {
    const phone = String(++this.#phones);
    await this.emulator.post("/users", { phone, firstName: "Bob", ...fields });
    return phone;
  }

  async logIn(asker: Asker, sessionId: string, phone: string): Promise<void> {
    const { data } = await asker.ask("sendCode", { phone, sessionId });
    await asker.ask("verifyCode", { loginId: data.loginId, code: await this.emulator.code(phone) });
    await this.live(asker, sessionId);
  }

  live(asker: Asker, sessionId: string): Promise<unknown> {
    return until(async () => (await asker.ask("getSession", { sessionId })).data.state === "live", {
      timeoutMs: 20_000,
      what: `${sessionId} to be live`,
    });
  }

  /** Posts to the channel; the ids. */
  async post(...texts: readonly string[]): Promise<string[]> {
    const messages = texts.map((text) => ({ chatId: this.channel, text }));
    return (await this.emulator.post<{ ids: number[] }>("/messages", messages)).ids.map(String);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
