import { randomBytes } from "node:crypto";
import { openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { NewMessageEntry } from "@telewire/contracts";
import { createSecretBox, silentLogger } from "@telewire/kit";
import type { Clock, SecretBox } from "@telewire/kit";
import { openEmbeddedLog } from "@telewire/log";
import type { EventLog, NewRecord } from "@telewire/log";
import type {
  ActionName,
  ActionRequest,
  ActionResult,
  ActRequest,
  HistoryRequest,
  RawCall,
  SendRequest,
  SessionControl,
} from "@telewire/telegram";
import { tempDirectory } from "@telewire/testing";
import { Registry } from "prom-client";
import { createApiKey } from "../src/auth/api-keys.ts";
import type { CreatedApiKey, NewApiKey } from "../src/auth/api-keys.ts";
import type { GatewayDependencies } from "../src/context.ts";
import { createGateway } from "../src/gateway.ts";
import type { Gateway } from "../src/gateway.ts";
import { gatewayOptions } from "../src/options.ts";
import type { GatewayOptions } from "../src/options.ts";

export const ALICE = "alice";
export const CHAT = "-1001000000001";

/** A real gateway over the embedded log and archive; only Telegram is played by `TelegramStandIn`. */
export interface GatewayFixture extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly url: string;
  readonly log: EventLog;
  readonly archive: Archive;
  readonly secrets: SecretBox;
  readonly telegram: TelegramStandIn;
  readonly counters: Record<string, number>;
  key(options?: Partial<NewApiKey>): Promise<CreatedApiKey>;
  token(options?: Partial<NewApiKey>): Promise<string>;
  /** Appends messages; returns their positions. */
  say(
    texts: readonly string[],
    where?: {
      readonly sessionId?: string;
      readonly chatId?: string;
      readonly kind?: NewMessageEntry["kind"];
      readonly firstId?: number;
    },
  ): Promise<readonly string[]>;
  addSession(sessionId: string): Promise<void>;
}

export interface FixtureOptions {
  readonly options?: Partial<GatewayOptions>;
  readonly partitions?: number;
  readonly clock?: Clock;
  readonly dependencies?: Partial<GatewayDependencies>;
}

export async function startGateway({
  options = {},
  partitions = 1,
  clock,
  dependencies = {},
}: FixtureOptions = {}): Promise<GatewayFixture> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await tempDirectory("telewire-gateway-"));
  const archive =
    dependencies.archive ??
    stack.use(await openSqliteArchive({ file: `${directory.path}/archive.sqlite`, contentPolicy: "all" }));
  const log = dependencies.log ?? stack.use(await openEmbeddedLog({ directory: `${directory.path}/log`, partitions }));
  const secrets = dependencies.secrets ?? createSecretBox([randomBytes(32)]);
  const telegram = new TelegramStandIn();
  const counters: Record<string, number> = {};
  const gateway = createGateway({
    log,
    archive,
    secrets,
    control: telegram,
    insight: {
      reputation: () => ({ score: 50, certainty: 0, explanation: ["nothing is known yet"] }),
      address: (family, address) => ({ family, address, spread: null, story: null }),
    },
    logger: silentLogger,
    nodeId: "node-1",
    version: "0.0.0-test",
    ...(clock === undefined ? {} : { clock }),
    options: gatewayOptions.parse({ port: 0, ...options }),
    metrics: metricsInto(counters),
    isReady: () => true,
    config: () => ({ port: 0 }),
    ...dependencies,
  });
  await gateway.start(new AbortController().signal);
  stack.defer(() => gateway.drain(Date.now() + 2000));
  const said = new Map<string, { batch: number; messageId: number }>();
  const fixture: GatewayFixture = {
    gateway,
    url: gateway.url ?? "",
    log,
    archive,
    secrets,
    telegram,
    counters,
    key: (key) => createApiKey({ archive, secrets }, { name: "test", role: "admin", ...key }),
    async token(key) {
      const { apiKey } = await fixture.key(key);
      const answer = await post(`${fixture.url}/api/v1/auth/token`, { apiKey });
      return (answer.data as { accessToken: string }).accessToken;
    },
    async say(texts, { sessionId = ALICE, chatId = CHAT, kind = "message", firstId } = {}) {
      const { lastBatch } = await log.loadState(sessionId);
      const state = said.get(sessionId) ?? { batch: 0, messageId: 0 };
      said.set(sessionId, state);
      const from = firstId ?? state.messageId + 1;
      state.messageId = Math.max(state.messageId, from + texts.length - 1);
      // Tests append batches of their own, too.
      state.batch = Math.max(state.batch, lastBatch) + 1;
      const records = texts.map((text, index) =>
        messageRecord({ sessionId, chatId, kind, messageId: String(from + index), text }),
      );
      return (await log.append({ sessionId, fence: null, batch: state.batch, records })).positions;
    },
    async addSession(sessionId) {
      const now = Date.now();
      await archive.sessions.insert({
        sessionId,
        userId: "777000",
        firstName: "Alice",
        lastName: null,
        username: "alice",
        secret: new Uint8Array(8),
        finalState: null,
        createdAt: now,
        updatedAt: now,
      });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
  if (dependencies.archive === undefined) await fixture.addSession(ALICE);
  const kept = stack.move();
  return fixture;
}

export function messageEntry(fields: Partial<NewMessageEntry>): NewMessageEntry {
  const now = Date.now();
  const date = new Date(now).toISOString();
  const chatId = fields.chatId ?? CHAT;
  return {
    schemaVersion: "1.0.0",
    kind: "message",
    sessionId: ALICE,
    chatId,
    messageId: "1",
    date,
    sender: { id: "99966", kind: "user", name: "Bob" },
    chat: { id: chatId, kind: "channel", title: "Calls" },
    text: "",
    entities: [],
    surfaces: {},
    backfilled: false,
    trace: { telegramDate: date, receivedAt: now, appendedAt: now },
    ...fields,
  };
}

export function messageRecord(fields: Partial<NewMessageEntry>): NewRecord {
  const entry = messageEntry(fields);
  return { stream: "messages", kind: entry.kind, chatId: entry.chatId, json: JSON.stringify(entry) };
}

const FILE = Buffer.from("0123456789");
const CHAT_INFO = { id: CHAT, kind: "channel", title: "Calls" } as const;
const SENT = { messageId: "1000", date: "2026-01-01T00:00:00.000Z" };
const ACTS: { readonly [Name in ActionName]: ActionResult<Name> } = {
  edit: SENT,
  delete: {},
  forward: { messageIds: ["1000"] },
  react: {},
  read: {},
  pin: {},
  search: { messages: [], next: null },
  messages: { messages: [] },
  chats: { chats: [{ ...CHAT_INFO, unreadCount: 0, topMessageId: "1", isPinned: false }], next: null },
  chat: CHAT_INFO,
  members: { members: [], count: 0 },
  resolve: CHAT_INFO,
  join: CHAT_INFO,
  leave: {},
  media: { sizeBytes: FILE.length, mimeType: "text/plain", fileName: "digits.txt" },
  download: { sizeBytes: FILE.length, mimeType: "text/plain", bytes: FILE.toString("base64") },
  uploadPart: {},
  sendMedia: { messages: [SENT] },
};

/** Stands where the owners of sessions are: remembers what it was asked, answers from `chats`. */
export class TelegramStandIn implements SessionControl {
  readonly calls: { readonly method: string; readonly request: unknown }[] = [];
  /** Chat -> its messages, newest first. */
  readonly chats = new Map<string, NewMessageEntry[]>();
  error: TelewireError | null = null;

  async sendCode(request: {
    readonly phone: string;
    readonly sessionId?: string;
  }): ReturnType<SessionControl["sendCode"]> {
    this.#note("sendCode", request);
    return { loginId: "login-1", type: "app", timeout: 60 };
  }
  async verifyCode(request: {
    readonly loginId: string;
    readonly code: string;
  }): ReturnType<SessionControl["verifyCode"]> {
    this.#note("verifyCode", request);
    if (request.code !== "22222") throw new TelewireError("CODE_INVALID");
    return { sessionId: ALICE, user: { id: "777000", firstName: "Alice" } };
  }
  async removeSession(request: { readonly sessionId: string }): Promise<void> {
    this.#note("removeSession", request);
  }
  async status(request: { readonly sessionId: string }): ReturnType<SessionControl["status"]> {
    this.#note("status", request);
    return {
      ...request,
      state: "live",
      nodeId: "node-1",
      evidence: {
        connectedAt: 1,
        lastUpdateAt: 1,
        lastProbeAt: 1,
        lastProbeMs: 1,
        lastAppendAt: 1,
        reconnects: 0,
        gapsRecovered: 0,
        messages: 0,
        backfilled: 0,
        pendingAppends: 0,
        lastError: null,
      },
    };
  }
  async history(request: HistoryRequest): ReturnType<SessionControl["history"]> {
    this.#note("history", request);
    const messages = this.chats.get(request.chatId);
    if (messages === undefined) throw new TelewireError("CHAT_NOT_FOUND");
    const { afterMessageId, beforeMessageId, untilMs = Number.POSITIVE_INFINITY, limit } = request;
    const before = beforeMessageId === undefined ? Number.POSITIVE_INFINITY : Number(beforeMessageId);
    const page =
      afterMessageId === undefined
        ? messages.filter((row) => Number(row.messageId) < before && Date.parse(row.date) <= untilMs).slice(0, limit)
        : messages.filter(({ messageId }) => Number(messageId) > Number(afterMessageId)).slice(-limit);
    const [newest, oldest] = [page[0]?.messageId, page.at(-1)?.messageId];
    return {
      messages: page,
      span: newest === undefined || oldest === undefined ? null : { newest, oldest, count: page.length },
    };
  }
  /** Gives a piece of the file of every message. */
  download: (piece: ActionRequest<"download">) => unknown = sliceOf;
  /** What actions answer, by their names. */
  readonly acts = new Map<string, unknown>(Object.entries(ACTS));

  async resendCode(request: { readonly loginId: string }): ReturnType<SessionControl["resendCode"]> {
    this.#note("resendCode", request);
    return { ...request, type: "sms", timeout: null };
  }
  async checkPassword(request: { readonly loginId: string }): ReturnType<SessionControl["checkPassword"]> {
    this.#note("checkPassword", request);
    return { sessionId: ALICE, user: { id: "777000", firstName: "Alice" } };
  }
  async cancelLogin(request: { readonly loginId: string }): Promise<void> {
    this.#note("cancelLogin", request);
  }
  async startQr({ sessionId = "qr" }: { readonly sessionId?: string }): ReturnType<SessionControl["startQr"]> {
    this.#note("startQr", { sessionId });
    return { loginId: "login-1", sessionId, state: "waiting", version: 1, url: "tg://login?token=x", expiresAt: 0 };
  }
  async qr({ loginId, after }: Parameters<SessionControl["qr"]>[0]): ReturnType<SessionControl["qr"]> {
    this.#note("qr", { loginId, after });
    if (loginId !== "login-1") throw new TelewireError("LOGIN_NOT_FOUND");
    const login = { loginId, sessionId: "qr", hint: null };
    return after === 2 ? { ...login, state: "done", version: 3 } : { ...login, state: "password", version: 2 };
  }
  async logInBot(request: { readonly token: string }): ReturnType<SessionControl["logInBot"]> {
    this.#note("logInBot", request);
    return { sessionId: "bot", user: { id: "777001", firstName: "Bot" } };
  }
  async importSession(request: { readonly session: string }): ReturnType<SessionControl["importSession"]> {
    this.#note("importSession", request);
    return { sessionId: "imported", user: { id: "777002", firstName: "Carol" } };
  }
  async exportSession(request: { readonly sessionId: string }): ReturnType<SessionControl["exportSession"]> {
    this.#note("exportSession", request);
    return { session: "1secret" };
  }
  async act<Name extends ActionName>(request: ActRequest<Name>): Promise<ActionResult<Name>> {
    this.#note("act", request);
    const answer: unknown = isDownload(request) ? await this.download(request.request) : this.acts.get(request.name);
    return answer as ActionResult<Name>;
  }
  async call(request: RawCall): ReturnType<SessionControl["call"]> {
    this.#note("call", request);
    return { result: null };
  }
  async send(request: SendRequest): ReturnType<SessionControl["send"]> {
    this.#note("send", request);
    return { messageId: String(1000 + this.calls.length), date: new Date().toISOString() };
  }

  #note(method: string, request: unknown): void {
    this.calls.push({ method, request });
    if (this.error !== null) throw this.error;
  }
}

function isDownload(request: { readonly name: ActionName }): request is ActRequest<"download"> {
  return request.name === "download";
}

function sliceOf({ offsetBytes, limitBytes }: ActionRequest<"download">): ActionResult<"download"> {
  const bytes = FILE.subarray(offsetBytes, offsetBytes + limitBytes).toString("base64");
  return { sizeBytes: FILE.length, mimeType: "text/plain", bytes };
}

function metricsInto(counters: Record<string, number>): GatewayDependencies["metrics"] {
  return {
    registry: new Registry(),
    add: (name, value = 1) => {
      counters[name] = (counters[name] ?? 0) + value;
    },
    telegramStream: async () => ({
      messagesProcessed: 1,
      redisQueueSize: 0,
      avgGoToRedisLatency: 0,
      avgRedisToWebSocketLatency: 0,
      avgDatabaseBatchLatency: 0,
      batchesWritten: 0,
      websocketDeliveries: counters["websocketDeliveries"] ?? 0,
      errors: counters["errors"] ?? 0,
      uptime: 1,
      memoryUsage: 1,
      consumerGroupId: "node-consumers",
    }),
    snapshot: async () => ({ node: counters }),
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly success: boolean;
  readonly data: unknown;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly meta: { readonly count?: number; readonly hasMore?: boolean; readonly executionTime: number };
}

export async function call(url: string, init: RequestInit & { readonly token?: string } = {}): Promise<Answered> {
  const { token, headers, ...rest } = init;
  const response = await fetch(url, {
    redirect: "manual",
    ...rest,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(headers as Record<string, string>),
    },
  });
  const text = await response.text();
  const body = text === "" ? {} : (JSON.parse(text) as object);
  return { status: response.status, headers: response.headers, ...body } as Answered;
}

export function post(
  url: string,
  body: unknown,
  init: RequestInit & { readonly token?: string } = {},
): Promise<Answered> {
  return call(url, {
    method: "POST",
    body: JSON.stringify(body),
    ...init,
    headers: { "content-type": "application/json", ...(init.headers as Record<string, string>) },
  });
}
