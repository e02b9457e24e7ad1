import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import type { SessionState } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Clock, Logger } from "@telewire/kit";
import type { ActionContext } from "./actions/context.ts";
import { ACTIONS } from "./actions/registry.ts";
import { SentIds } from "./actions/sent-ids.ts";
import type { ActionName, ActionRequest, ActionResult } from "./actions/session-actions.ts";
import { fetchHistory, sendMessage } from "./message-calls.ts";
import { rawErrorOf, rawRequestOf, toJson } from "./raw-call.ts";
import type { HistoryPage, HistoryRequest, RawCall, SendRequest, SessionStatus } from "./session-control.ts";
import { iterateDialogs } from "./dialogs.ts";
import { SessionHealth } from "./session-health.ts";
import type { TelegramOptions } from "./options.ts";
import { isCallable, markedPeerId, PeerStore } from "./peer-store.ts";
import type { Peer } from "./peer-store.ts";
import { decodeSecret, encodeSecret } from "./session-secret.ts";
import type { SessionSecret } from "./session-secret.ts";
import { writeSessionString } from "./session-string.ts";
import type { SessionStringFormat } from "./session-string.ts";
import type { CallOptions } from "./telegram-connection.ts";
import { TelegramConnection } from "./telegram-connection.ts";
import { finalStateOf, sanctionOf } from "./telegram-error.ts";
import type { TelegramRpcError } from "./telegram-error.ts";
import { UpdateEngine } from "./update-engine.ts";
import { UpdateJournal } from "./update-journal.ts";
import type { UpdateSink } from "./update-sink.ts";

export interface OwnerTuning {
  /** A call that must be answered, so often: default 15,000. */
  readonly probeIntervalMs?: number;
  /** Without an answer for so long, the link is taken for dead: default 5,000. */
  readonly probeTimeoutMs?: number;
  /** Events that the sink may owe before the owner lets go of Telegram: default 20,000. */
  readonly maxPendingEvents?: number;
}

export interface SessionOwnerOptions {
  readonly sessionId: string;
  readonly nodeId: string;
  /** Opened secret, as the login or `onSecret` gave it. */
  readonly secret: Uint8Array;
  /** Update state from the log; empty for a session that never ran. */
  readonly state: ReadonlyMap<string, string>;
  readonly sink: UpdateSink;
  readonly telegram: TelegramOptions;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Called on every change of state. */
  readonly onStatus?: (status: SessionStatus) => void;
  /** The secret has changed (a key for another DC): to be sealed and stored. */
  readonly onSecret?: (secret: Uint8Array) => void;
  readonly tuning?: OwnerTuning;
}

/** Updates come at least that often on a healthy account, else the difference is asked for (api/updates). */
const SILENCE_MS = 15 * 60_000;
const DIALOGS_AGAIN_MS = 60_000;

/**
 * One Telegram session: its connection, its sequences of updates, its calls. At most one may run per session in the
 * world: two connections with one auth key destroy the login.
 */
export class SessionOwner {
  readonly #options: SessionOwnerOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #secret: SessionSecret;
  readonly #abort = new AbortController();
  readonly #journal: UpdateJournal;
  readonly #engine: UpdateEngine;
  readonly #peers: PeerStore;
  readonly #connection: TelegramConnection;
  readonly #health: SessionHealth;
  readonly #sent = new SentIds();
  #probeTimer: NodeJS.Timeout | null = null;
  #isStarted = false;
  #dialogsAt = -Infinity;

  constructor(options: SessionOwnerOptions) {
    const { sessionId, clock = systemClock, sink, state, tuning = {} } = options;
    this.#options = options;
    this.#clock = clock;
    this.#logger = options.logger.child({ sessionId });
    this.#secret = decodeSecret(options.secret);
    this.#health = new SessionHealth(clock, () => options.onStatus?.(this.status()));
    this.#journal = new UpdateJournal({
      sessionId,
      sink,
      maxPending: tuning.maxPendingEvents ?? 20_000,
      collectState: (set) => this.#engine.collectState(set),
      onCommitted: (events) => this.#health.committed(events),
      onStalled: () => this.#stall(),
      onDrained: () => this.#unstall(),
      onRejected: (error) => this.#rejected(error),
    });
    this.#peers = new PeerStore((key, value) => this.#journal.set(key, value));
    this.#peers.restore(state);
    this.#connection = this.#connect();
    this.#engine = new UpdateEngine({
      sessionId,
      selfId: this.#secret.self.id,
      peers: this.#peers,
      journal: this.#journal,
      call: (request) => this.#connection.call(request),
      clock,
      logger: this.#logger,
      onSent: ({ randomId, id }) => this.#sent.add(randomId, { messageId: String(id) }),
      onCaughtUp: () => this.#health.caughtUp(),
      onGapRecovered: () => this.#health.gapRecovered(),
      onBackfilled: (count) => this.#health.backfilled(count),
    });
    this.#engine.restore(state);
  }

  /** Starts connecting and returns; the state tells how far it got. Aborting the signal closes. */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    signal?.addEventListener("abort", () => void this.close(), { once: true, signal: this.#abort.signal });
    this.#engine.start(this.#abort.signal);
    this.#awaitProbe();
    this.#health.start();
    await this.#connection.open();
  }

  /** The sockets are closed and what was received is with the sink when it resolves; bounded to a few seconds. */
  async close(): Promise<void> {
    this.#health.finish("stopped", null);
    await this.#shutDown();
    this.#journal.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  status(): SessionStatus {
    const { sessionId, nodeId } = this.#options;
    return { sessionId, nodeId, state: this.#health.state, evidence: this.#health.evidence(this.#journal.pending) };
  }

  /** Newest first. @throws TelewireError CHAT_NOT_FOUND, FLOOD_WAIT, SESSION_LOST, TELEGRAM_TIMEOUT, ... */
  async history(request: HistoryRequest): Promise<HistoryPage> {
    const peer = await this.#resolve(request.chatId);
    return fetchHistory(this.#calls(), peer, request);
  }

  /** The message appears in the log like any other. */
  async send(request: SendRequest): Promise<{ readonly messageId: string; readonly date: string }> {
    const peer = await this.#resolve(request.chatId);
    const sent = await sendMessage(this.#calls(), peer, request);
    this.#health.allowed();
    return sent;
  }

  /** What else a session can be asked. @throws TelewireError */
  async act<Name extends ActionName>(name: Name, request: ActionRequest<Name>): Promise<ActionResult<Name>> {
    const action: (context: ActionContext, request: ActionRequest<Name>) => Promise<ActionResult<Name>> = ACTIONS[name];
    return action(this.#calls(), request);
  }

  /** Any call, as it is: updates in its answer reach the log by the difference only. @throws TelewireError */
  async call<Request extends tl.RpcMethod>(
    request: Request,
    options: CallOptions = {},
  ): Promise<tl.RpcCallReturn[Request["_"]]> {
    this.#assertAlive();
    const answer = await this.#connection.call(request, options);
    this.#health.answered();
    return answer;
  }

  /** Any call as JSON. @throws TelewireError BAD_REQUEST when the schema does not have it */
  async callRaw({ method, arguments: given }: Omit<RawCall, "sessionId">): Promise<{ readonly result: unknown }> {
    this.#assertAlive();
    try {
      return { result: toJson(await this.call(rawRequestOf(method, given))) };
    } catch (error) {
      throw rawErrorOf(error);
    }
  }

  /** The login for another library: whoever has it owns the account, and both must never run at a time. */
  exportSession(format: SessionStringFormat): string {
    this.#assertAlive();
    return writeSessionString(format, this.#secret, this.#options.telegram.apiId);
  }

  /** Ends the session at Telegram; the auth key is worthless afterwards. */
  async logOut(): Promise<void> {
    await this.call({ _: "auth.logOut" });
    this.#health.finish("revoked", "LOGGED_OUT");
    await this.#shutDown();
    this.#journal.close();
  }

  #connect(): TelegramConnection {
    const { telegram } = this.#options;
    return new TelegramConnection({
      telegram,
      device: this.#secret.device,
      session: this.#secret,
      clock: this.#clock,
      logger: this.#logger,
      onUsable: () => this.#onUsable(),
      onDown: () => this.#health.down(),
      onUpdates: (updates, receivedAt) => this.#onUpdates(updates, receivedAt),
      onRpcError: (error) => this.#onRpcError(error),
      onAuthKeyChanged: () => this.#finish("revoked", "AUTH_KEY_CHANGED"),
      onKeysChanged: () => this.#saveSecret(),
    });
  }

  /** The link came (back): the library does not fetch what was missed meanwhile. */
  #onUsable(): void {
    if (this.#health.final !== null) return;
    this.#health.connected();
    this.#engine.catchUp();
  }

  #onUpdates(updates: tl.TypeUpdates, receivedAt: number): void {
    this.#health.updated(receivedAt);
    try {
      this.#engine.handle(updates, receivedAt);
    } catch (error) {
      // An update that cannot be read must not hide the next ones: the difference brings it in another form, or not.
      this.#logger.error({ err: error, type: updates._ }, "update could not be applied");
      this.#engine.catchUp();
    }
  }

  #onRpcError(error: TelegramRpcError): void {
    this.#health.failed(error.type);
    const final = finalStateOf(error);
    if (final !== null) {
      this.#finish(final, error.type);
      return;
    }
    const sanction = sanctionOf(error);
    if (sanction !== null) this.#health.sanctioned(sanction);
  }

  /** Telegram has ended the session: no call and no connection is tried again. */
  #finish(state: SessionState, type: string): void {
    if (!this.#health.finish(state, type)) return;
    this.#logger.error({ state, type }, "Telegram has ended the session");
    void this.#shutDown();
    this.#journal.flush();
  }

  async #shutDown(): Promise<void> {
    if (this.#probeTimer !== null) clearTimeout(this.#probeTimer);
    this.#probeTimer = null;
    this.#engine.stop();
    this.#abort.abort();
    await this.#connection.close();
  }

  #stall(): void {
    this.#logger.warn({ pending: this.#journal.pending }, "the log lags: letting go of Telegram until it is through");
    this.#health.stalled(true);
    this.#engine.pause();
    this.#connection.transport.hold();
  }

  #unstall(): void {
    this.#engine.resume();
    this.#health.stalled(false);
    this.#connection.transport.resume();
  }

  #rejected(error: unknown): void {
    this.#logger.error({ err: error }, "the log refused a batch: stopping");
    this.#health.finish("stopped", null);
    void this.#shutDown();
  }

  /** At uneven intervals, so that sessions that start together do not go on asking together. */
  #awaitProbe(): void {
    const intervalMs = this.#options.tuning?.probeIntervalMs ?? 15_000;
    this.#probeTimer = setTimeout(
      () =>
        void this.#probe().finally(() => {
          if (!this.#abort.signal.aborted) this.#awaitProbe();
        }),
      intervalMs * (0.8 + Math.random() * 0.2),
    );
  }

  /** An answer within its time, or the link is dropped. A half-open one would look alive for two minutes. */
  async #probe(): Promise<void> {
    if (!this.#connection.isUsable) return;
    const startedAt = this.#clock.monotonic();
    try {
      const state = await this.#connection.call(
        { _: "updates.getState" },
        { timeoutMs: this.#options.tuning?.probeTimeoutMs ?? 5_000 },
      );
      this.#health.probed(this.#clock.monotonic() - startedAt);
      this.#engine.compare(state);
      if (this.#health.silentForMs() > SILENCE_MS) this.#engine.catchUp();
    } catch (error) {
      if (this.#health.final !== null) return;
      this.#logger.debug({ err: error }, "probe failed");
      if (error instanceof TelewireError && error.code === "TELEGRAM_TIMEOUT") {
        this.#health.down();
        this.#connection.reconnect();
      }
    }
  }

  #assertAlive(): void {
    const { final } = this.#health;
    if (final !== null)
      throw new TelewireError(
        final === "banned" ? "SESSION_BANNED" : final === "stopped" ? "SESSION_NOT_READY" : "SESSION_LOST",
      );
  }

  /** Asks for the dialogs, once a minute at most, when the chat was not met yet. */
  async #resolve(chatId: string): Promise<Peer> {
    this.#assertAlive();
    const id = Number(chatId);
    const known = this.#peers.get(id);
    if (isCallable(known)) return known;
    if (this.#clock.monotonic() - this.#dialogsAt > DIALOGS_AGAIN_MS) {
      this.#dialogsAt = this.#clock.monotonic();
      const dialogs = iterateDialogs({ ask: (request) => this.call(request), peers: this.#peers });
      for await (const { peer } of dialogs) if (markedPeerId(peer) === id) break;
    }
    const found = this.#peers.get(id);
    if (!isCallable(found)) throw new TelewireError("CHAT_NOT_FOUND");
    return found;
  }

  #calls(): ActionContext {
    return {
      sessionId: this.#options.sessionId,
      selfId: this.#secret.self.id,
      peers: this.#peers,
      call: (request, options) => this.call(request, options),
      resolve: (chatId) => this.#resolve(chatId),
      apply: (updates) => this.#engine.handle(updates, this.#clock.now()),
      now: () => this.#clock.now(),
      sent: this.#sent,
    };
  }

  #saveSecret(): void {
    const { keys, dcs } = this.#connection.storage;
    this.#options.onSecret?.(encodeSecret({ ...this.#secret, dcs: dcs ?? this.#secret.dcs, authKeys: keys }));
  }
}
