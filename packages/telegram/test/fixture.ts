import type { NewMessageEntry, TelegramUser } from "@telewire/contracts";
import { silentLogger } from "@telewire/kit";
import { until } from "@telewire/testing";
import type { EmulatorProcess } from "@telewire/testing";
import { LoginManager, SessionOwner } from "@telewire/telegram";
import type { OwnerTuning, SessionStatus, TelegramOptions, UpdateBatch, UpdateSink } from "@telewire/telegram";

export interface Account {
  readonly phone: string;
  readonly userId: number;
  readonly secret: Uint8Array;
  readonly user: TelegramUser;
}

export interface EmulatorUser {
  readonly id: number;
  readonly phone: string;
}

let nextPhone = 1000;

export function telegramOptions(emulator: EmulatorProcess, port = emulator.dc.port): TelegramOptions {
  return {
    apiId: 12345,
    apiHash: "0123456789abcdef",
    dc: { id: emulator.dc.id, host: emulator.dc.host, port, publicKeyPem: emulator.ready.publicKeyPem },
  };
}

export function addUser(emulator: EmulatorProcess, fields: Record<string, unknown> = {}): Promise<EmulatorUser> {
  return emulator.post("/users", { phone: `999662${nextPhone++}`, firstName: "Ann", ...fields });
}

/** A new account that is logged in as the product does it; `port` leads through a relay. */
export async function logIn(
  emulator: EmulatorProcess,
  { port, ...fields }: { readonly port?: number } & Record<string, unknown> = {},
): Promise<Account> {
  const user = await addUser(emulator, fields);
  const { promise, resolve } = Promise.withResolvers<Account>();
  const logins = new LoginManager({
    telegram: telegramOptions(emulator, port),
    logger: silentLogger,
    onLogin: async (login) => resolve({ phone: user.phone, userId: user.id, secret: login.secret, user: login.user }),
  });
  const { loginId } = await logins.sendCode({ phone: user.phone, sessionId: "test" });
  await logins.verifyCode({ loginId, code: await emulator.code(user.phone) });
  await logins.close();
  return promise;
}

/** A log in memory that can be away, or refuse. */
export class MemorySink implements UpdateSink {
  readonly events: NewMessageEntry[] = [];
  readonly state = new Map<string, string>();
  #away: PromiseWithResolvers<void> | null = null;
  rejection: Error | null = null;

  leave(): void {
    this.#away ??= Promise.withResolvers();
  }
  comeBack(): void {
    this.#away?.resolve();
    this.#away = null;
  }

  async commit({ events, state }: UpdateBatch): Promise<void> {
    await this.#away?.promise;
    if (this.rejection !== null) throw this.rejection;
    this.events.push(...events);
    for (const [key, value] of Object.entries(state)) {
      if (value === null) this.state.delete(key);
      else this.state.set(key, value);
    }
  }

  texts(chatId?: number): string[] {
    return this.events
      .filter((event) => event.kind === "message" && (chatId === undefined || event.chatId === String(chatId)))
      .map(({ text }) => text);
  }
}

export interface RunningOwner extends AsyncDisposable {
  readonly owner: SessionOwner;
  readonly sink: MemorySink;
  readonly statuses: SessionStatus[];
  readonly secrets: Uint8Array[];
  isLive(): Promise<unknown>;
}

export interface RunOptions {
  readonly sink?: MemorySink;
  readonly tuning?: OwnerTuning;
}

/** Runs a session on what its sink holds. Its deletion closes it. */
export async function runOwner(
  emulator: EmulatorProcess,
  account: Pick<Account, "secret">,
  { sink = new MemorySink(), tuning = {} }: RunOptions = {},
): Promise<RunningOwner> {
  const statuses: SessionStatus[] = [];
  const secrets: Uint8Array[] = [];
  const owner = new SessionOwner({
    sessionId: "test",
    nodeId: "node",
    secret: account.secret,
    state: new Map(sink.state),
    sink,
    telegram: telegramOptions(emulator),
    logger: silentLogger,
    onStatus: (status) => statuses.push(status),
    onSecret: (secret) => secrets.push(secret),
    tuning,
  });
  await owner.start();
  return {
    owner,
    sink,
    statuses,
    secrets,
    isLive: () => until(() => owner.status().state === "live", { what: "a live session" }),
    [Symbol.asyncDispose]: () => owner.close(),
  };
}

export function texts(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
}

export interface PostedMessages {
  readonly ids: readonly number[];
}

/** Posts one message after another into a chat. */
export function post(
  emulator: EmulatorProcess,
  chatId: number,
  messages: readonly string[],
  from?: string | number,
): Promise<PostedMessages> {
  return emulator.post(
    "/messages",
    messages.map((text) => ({ chatId, text, ...(from === undefined ? {} : { from }) })),
  );
}

export async function addChat(
  emulator: EmulatorProcess,
  kind: "channel" | "supergroup" | "group",
  members: readonly string[],
  title = "Calls",
): Promise<number> {
  return (await emulator.post<{ id: number }>("/chats", { kind, title, members })).id;
}
