import { MtClient, SessionConnection } from "@mtcute/core";
import type { tl } from "@mtcute/core";
import { addPublicKey, computeSrpParams, defaultProductionDc, isTlRpcError } from "@mtcute/core/utils.js";
import type { DcOptions } from "@mtcute/core/utils.js";
import { TelewireError } from "@telewire/contracts";
import type { Clock, Logger } from "@telewire/kit";
import { createPlatform } from "./mtcute-platform.ts";
import type { TelegramOptions } from "./options.ts";
import type { DeviceIdentity } from "./session-secret.ts";
import { SessionStorage } from "./session-storage.ts";
import { TcpTransport } from "./tcp-transport.ts";
import { finalStateOf, parseRpcError, toTelewireError } from "./telegram-error.ts";
import type { TelegramRpcError } from "./telegram-error.ts";
import { WasmCryptoProvider } from "./wasm-crypto.ts";

const DEFAULT_CALL_TIMEOUT_MS = 20_000;
/** What Telegram itself answers when it took too long. */
const TIMED_OUT = { _: "mt_rpc_error", errorCode: 400, errorMessage: "TIMEOUT" } as const;
const CLOSE_TIMEOUT_MS = 1_000;
const PING_DISCONNECT_MS = 135_000;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_MAX_MS = 10_000;

/**
 * While a call is pending, the library asks the server to hang up 7 s after its last ping, and then, idle, pings only
 * once a minute: each call would cost the link 7 s later. So the delay that it asks for is always the idle one.
 */
Object.assign(SessionConnection.prototype, { _pingDisconnectDelay: () => PING_DISCONNECT_MS });

export interface ConnectionOptions {
  readonly telegram: TelegramOptions;
  readonly device: DeviceIdentity;
  /** Keys and DC of a session that logged in before. */
  readonly session: { readonly dcs: DcOptions; readonly authKeys: ReadonlyMap<number, Uint8Array> } | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The link can carry calls: on every connect and reconnect. */
  readonly onUsable?: () => void;
  /** The link is down and being built again. */
  readonly onDown?: () => void;
  readonly onUpdates?: (updates: tl.TypeUpdates, receivedAt: number) => void;
  /** Every error of Telegram, before it is thrown to the caller. */
  readonly onRpcError?: (error: TelegramRpcError, method: string) => void;
  /** The primary DC's auth key was lost or replaced: whatever was logged in with the old one is gone. */
  readonly onAuthKeyChanged?: () => void;
  /** A key for another DC, or the primary DC itself, is new: the secret has changed. */
  readonly onKeysChanged?: () => void;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  /** Another DC than the primary: the login is exported to it when needed. */
  readonly dcId?: number;
}

/** A private field of the pinned version: `call` follows USER_MIGRATE by itself and would move the whole client. */
interface PrimaryDc {
  readonly dcId: number;
  readonly main: {
    sendRpc(request: tl.RpcMethod, timeoutMs: undefined, signal: AbortSignal): Promise<{ readonly _: string }>;
  };
}

/**
 * One MTProto client without its conveniences: no flood sleeping, no retries, no updates manager, no peers.
 * Every call has a time-out and fails with a TelewireError.
 */
export class TelegramConnection {
  readonly #options: ConnectionOptions;
  readonly #client: MtClient;
  readonly #crypto = new WasmCryptoProvider();
  readonly #floods = new Map<string, number>();
  readonly #pending = new Set<AbortController>();
  readonly storage: SessionStorage;
  readonly transport: TcpTransport;
  #isClosed = false;
  #isUsable = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.transport = new TcpTransport(options.clock);
    this.storage = new SessionStorage((dcId, key) => this.#onAuthKey(dcId, key));
    if (options.session !== null) this.storage.restore(options.session.dcs, options.session.authKeys);
    const { telegram, device } = options;
    this.#client = new MtClient({
      apiId: telegram.apiId,
      apiHash: telegram.apiHash,
      storage: this.storage,
      storageOptions: { cleanup: false },
      crypto: this.#crypto,
      platform: createPlatform(options.logger),
      transport: this.transport,
      defaultDcs: dcsOf(telegram),
      initConnectionOptions: { ...device, systemLangCode: device.langCode },
      reconnectionStrategy: ({ previousWait }) => reconnectDelay(previousWait),
      // No middlewares: the default ones sleep through floods and repeat internal errors.
      // No connections for files until one is asked for: nine idle ones would double the memory of a session.
      network: { middlewares: [], connectionCount: (kind) => (kind === "main" ? 1 : 0) },
      onError: (error) => options.logger.debug({ err: error }, "telegram connection error"),
    });
    this.#client.onUpdate.add((updates) => options.onUpdates?.(updates, this.transport.receivedAt));
    this.#client.onUsable.add(() => {
      this.#isUsable = true;
      options.onUsable?.();
    });
    this.#client.onConnecting.add(() => {
      this.#isUsable = false;
      options.onDown?.();
    });
  }

  get isUsable(): boolean {
    return this.#isUsable && !this.#isClosed;
  }
  get primaryDcId(): number {
    return this.#primary().dcId;
  }

  /** Starts connecting and goes on by itself until `close`. */
  async open(): Promise<void> {
    this.#crypto.initialize();
    const { dc } = this.#options.telegram;
    if (dc !== undefined) addPublicKey(this.#crypto, dc.publicKeyPem);
    await this.#client.connect();
  }

  /** Drops the link and builds a new one. */
  reconnect(): void {
    this.#isUsable = false;
    this.transport.drop();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.transport.close();
    for (const giveUp of this.#pending) giveUp.abort(new TelewireError("SESSION_NOT_READY"));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    await Promise.race([
      this.#client.disconnect().catch((error: unknown) => this.#options.logger.debug({ err: error }, "disconnect")),
      promise,
    ]);
    clearTimeout(timer);
  }

  /**
   * @throws TelewireError of Telegram's answer; FLOOD_WAIT without asking again while a wait runs; TELEGRAM_TIMEOUT.
   */
  async call<Request extends tl.RpcMethod>(
    request: Request,
    { timeoutMs = DEFAULT_CALL_TIMEOUT_MS, dcId }: CallOptions = {},
  ): Promise<tl.RpcCallReturn[Request["_"]]> {
    if (this.#isClosed) throw new TelewireError("SESSION_NOT_READY");
    this.#checkFlood(request._);
    const isForeign = dcId !== undefined && dcId !== this.primaryDcId;
    const answer = await this.#send(request, timeoutMs, isForeign ? dcId : undefined);
    if (!isTlRpcError(answer)) return answer;
    const error = parseRpcError(answer.errorCode, answer.errorMessage);
    if (error.type === "USER_MIGRATE" && error.argument !== null && !isForeign && error.argument !== this.primaryDcId) {
      return this.call(request, { timeoutMs, dcId: error.argument });
    }
    this.#remember(error, request._);
    // A DC that does not know an exported login says nothing about the login itself.
    if (!isForeign || finalStateOf(error) === null) this.#options.onRpcError?.(error, request._);
    throw toTelewireError(error);
  }

  /** Moves to the DC where the account lives, at login. */
  async moveTo(dcId: number): Promise<void> {
    const before = this.#primary() as PrimaryDc & { destroy(): Promise<void> };
    await this.#client.network.changePrimaryDc(dcId);
    if (before.dcId !== dcId) await before.destroy();
  }

  srp(password: tl.account.RawPassword, text: string): Promise<tl.RawInputCheckPasswordSRP> {
    return computeSrpParams(this.#crypto, password, text);
  }

  /** The library's own time-out would keep each answer in memory until it has run out. */
  async #send(request: tl.RpcMethod, timeoutMs: number, dcId: number | undefined): Promise<{ readonly _: string }> {
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const timer = setTimeout(() => giveUp.abort(TIMED_OUT), timeoutMs);
    this.#pending.add(giveUp);
    try {
      return dcId === undefined
        ? await this.#primary().main.sendRpc(request, undefined, signal)
        : await this.#client.network.call(request, { dcId, abortSignal: signal });
    } catch (cause) {
      if (cause === TIMED_OUT) return TIMED_OUT;
      throw cause instanceof TelewireError ? cause : new TelewireError("SESSION_NOT_READY", { cause });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(giveUp);
    }
  }

  #primary(): PrimaryDc {
    const { _primaryDc: primary } = this.#client.network as unknown as { readonly _primaryDc?: PrimaryDc };
    if (primary === undefined) throw new TelewireError("SESSION_NOT_READY");
    return primary;
  }

  #onAuthKey(dcId: number, key: Uint8Array | null): void {
    const { session } = this.#options;
    if (session !== null && dcId === session.dcs.main.id) this.#options.onAuthKeyChanged?.();
    else if (key !== null) this.#options.onKeysChanged?.();
  }

  #checkFlood(method: string): void {
    const until = this.#floods.get(method);
    if (until === undefined) return;
    const leftMs = until - this.#options.clock.monotonic();
    if (leftMs > 0)
      throw new TelewireError("FLOOD_WAIT", { details: { type: "FLOOD_WAIT" }, retryAfterMs: Math.ceil(leftMs) });
    this.#floods.delete(method);
  }

  /** A call repeated during its wait only makes the wait longer. Slow mode counts per chat and is not kept here. */
  #remember({ type, argument }: TelegramRpcError, method: string): void {
    if (type === "FLOOD_WAIT" && argument !== null)
      this.#floods.set(method, this.#options.clock.monotonic() + argument * 1000);
  }
}

export function dcsOf({ dc }: TelegramOptions): DcOptions {
  if (dc === undefined) return defaultProductionDc;
  const option = { id: dc.id, ipAddress: dc.host, port: dc.port };
  return { main: option, media: option };
}

function reconnectDelay(previousMs: number | null): number {
  if (previousMs === null) return 0;
  if (previousMs === 0) return RECONNECT_FIRST_MS;
  return Math.min(RECONNECT_MAX_MS, previousMs * (1.5 + Math.random()));
}
