import type { Archive } from "@telewire/archive";
import type { MessageEntry } from "@telewire/contracts";
import { startEmulator, telewire, TelewireProcess, tempDirectory, until } from "@telewire/testing";
import type { EmulatorProcess, Settings, TempDirectory } from "@telewire/testing";

export const PHONE = "9996612345";
export const PASSWORD = "correct horse";

export interface Answer<Data> {
  readonly success: boolean;
  readonly data: Data;
  readonly error?: { readonly code: string; readonly details: Record<string, unknown> };
}

/** A `telewire serve` process with the calls that tests make of its API. */
export class ServerProcess extends TelewireProcess {
  static async start(env: Settings, args: readonly string[] = []): Promise<ServerProcess> {
    return new ServerProcess(env, args).start();
  }

  /** The log lines with this message. */
  lines(message: string): readonly Record<string, unknown>[] {
    return this.log
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message);
  }

  /** kill -9 and start. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async call<Data>(method: string, path: string, body?: unknown, token?: string): Promise<Answer<Data>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Answer<Data>;
  }

  /** Logs the phone in through the API, with its password. */
  async logIn(
    emulator: EmulatorProcess,
    token: string,
    sessionId: string,
    phone = PHONE,
    password = PASSWORD,
  ): Promise<void> {
    const sent = await this.call<{ loginId: string }>("POST", "/api/v1/auth/send-code", { phone, sessionId }, token);
    if (!sent.success) throw new Error(`send-code: ${JSON.stringify(sent)}`);
    const done = await this.call(
      "POST",
      "/api/v1/auth/verify-code",
      { loginId: sent.data.loginId, code: await emulator.code(phone), password },
      token,
    );
    if (!done.success) throw new Error(`verify-code: ${JSON.stringify(done)}`);
    await this.untilLive(token, sessionId);
  }

  untilLive(token: string, sessionId: string): Promise<unknown> {
    return until(
      async () =>
        (await this.call<{ state: string }>("GET", `/api/v1/sessions/${sessionId}`, undefined, token)).data.state ===
        "live",
      { timeoutMs: 20_000, what: `${sessionId} to be live` },
    );
  }
}

/** An emulator with one account that is in some channels, and the settings that point a server at it. */
export class World implements AsyncDisposable {
  readonly emulator: EmulatorProcess;
  readonly directory: TempDirectory;
  readonly chatIds: readonly string[];
  readonly env: Record<string, string>;

  private constructor(emulator: EmulatorProcess, directory: TempDirectory, chatIds: readonly string[]) {
    this.emulator = emulator;
    this.directory = directory;
    this.chatIds = chatIds;
    this.env = {
      TELEGRAM_API_ID: "1",
      TELEGRAM_API_HASH: "hash",
      TELEGRAM_DC: `127.0.0.1:${emulator.dc.port}`,
      TELEGRAM_DC_PUBLIC_KEY_FILE: emulator.publicKeyFile,
      TELEWIRE_DATA_DIR: directory.path,
      TELEWIRE_LEASE_TTL_MS: "1500",
      PORT: "0",
    };
  }

  static async create(chats = 3): Promise<World> {
    const emulator = await startEmulator(["--dcs", "2"]);
    await emulator.post("/users", { phone: PHONE, firstName: "Ann", password: PASSWORD });
    const chatIds: string[] = [];
    for (let number = 1; number <= chats; number++) {
      const { id } = await emulator.post<{ id: number | string }>("/chats", {
        kind: "channel",
        title: `Calls ${number}`,
        members: [PHONE],
      });
      chatIds.push(String(id));
    }
    return new World(emulator, await tempDirectory("telewire-server-"), chatIds);
  }

  /** An access token of a new key. */
  async token(server: ServerProcess, env: Record<string, string> = this.env): Promise<string> {
    const { stdout, stderr } = await telewire(["keys", "create", "--name", "test", "--role", "admin", "--json"], env);
    if (stdout === "") throw new Error(stderr);
    const { apiKey } = JSON.parse(stdout) as { readonly apiKey: string };
    return (await server.call<{ accessToken: string }>("POST", "/api/v1/auth/token", { apiKey })).data.accessToken;
  }

  /** Starts posting; resolves when all was posted, with the ids by chat. */
  async load(count: number, rate: number): Promise<Map<string, string[]>> {
    const { id } = await this.emulator.post<{ id: string }>("/load", {
      chatIds: this.chatIds,
      count,
      rate,
      textTemplate: "message {n}",
    });
    const done = await until(
      async () => {
        const report = await this.emulator.get<{ state: string; chats: { chatId: number | string; ids: number[] }[] }>(
          `/load/${id}`,
        );
        return report.state === "done" ? report : undefined;
      },
      { timeoutMs: 60_000, intervalMs: 50, what: "the load" },
    );
    return new Map(done.chats.map(({ chatId, ids }) => [String(chatId), ids.map(String)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator[Symbol.asyncDispose]();
    await this.directory[Symbol.asyncDispose]();
  }
}

/** What the archive holds of a session, oldest first, by chat; texts and ids in the order of their positions. */
export async function archived(
  archive: Archive,
  sessionId: string,
  chatIds: readonly string[],
): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const chatId of chatIds) {
    const ids: string[] = [];
    for (let from: string | undefined; ;) {
      const page = await archive.messages.query({
        sessionId,
        chatId,
        direction: "newer",
        limit: 500,
        ...(from === undefined ? {} : { from }),
      });
      ids.push(
        ...page
          .map(({ json }) => JSON.parse(json) as MessageEntry)
          .filter(({ kind }) => kind === "message")
          .map(({ messageId }) => messageId),
      );
      from = page.at(-1)?.position;
      if (page.length < 500) break;
    }
    all.set(chatId, ids);
  }
  return all;
}

/** Waits until the archive holds exactly this, and says what is missing or twice when it does not. */
export async function untilArchived(
  archive: Archive,
  sessionId: string,
  sent: ReadonlyMap<string, readonly string[]>,
  timeoutMs = 30_000,
): Promise<Map<string, string[]>> {
  const total = [...sent.values()].reduce((sum, ids) => sum + ids.length, 0);
  await until(
    async () => {
      let count = 0;
      for (const chatId of sent.keys()) count += await archive.messages.count(sessionId, chatId);
      return count >= total;
    },
    { timeoutMs, intervalMs: 50, what: `${total} archived messages` },
  );
  return archived(archive, sessionId, [...sent.keys()]);
}
