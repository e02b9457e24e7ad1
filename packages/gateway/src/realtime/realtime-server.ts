import type { IncomingMessage, ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Duplex } from "node:stream";
import { ALL_SESSIONS, BEARER_SUBPROTOCOL, ERRORS, SUBPROTOCOL, TelewireError } from "@telewire/contracts";
import type { StreamName } from "@telewire/contracts";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";
import { ChannelSet } from "./channel-set.ts";
import { Connection } from "./connection.ts";
import { EventStreamWire } from "./event-stream-wire.ts";
import type { Feed } from "./feed.ts";
import { filterOf } from "./filter.ts";
import { admitHandshake } from "./handshake.ts";
import { tellLogin } from "./login-topic.ts";
import { MetricsTopic } from "./metrics-topic.ts";
import { resumeFrom } from "./resume.ts";
import { Subscription } from "./subscription.ts";
import { readTopicRequest, REALTIME_PREFIX } from "./topic-request.ts";
import type { TopicRequest } from "./topic-request.ts";
import { WebSocketWire } from "./web-socket-wire.ts";
import type { CloseReason, Wire } from "./wire.ts";

/** Clients have nothing to say: what they send is dropped, and may not be large. */
const MAX_CLIENT_BYTES = 4096;
const TICK_MS = 1000;
const LAST_EVENT_ID = "last-event-id";
/** Rights are read anew at most every five seconds (see Principals): a change reaches whoever is connected in six. */
const ACTIVE_CHECK_MS = 1000;

/** What stands before the topics. */
export type RealtimeGuard = Pick<
  GatewayContext,
  "abuse" | "audit" | "connectionLimit" | "nonces" | "proxies" | "rateLimits"
>;
export type RealtimeContext = Pick<
  GatewayContext,
  "log" | "control" | "feeds" | "sessions" | "identity" | "options" | "logger" | "metrics" | "clock"
>;

/** The topics, as WebSockets and as event streams. */
export class RealtimeServer {
  readonly #context: RealtimeContext;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_BYTES,
    skipUTF8Validation: true,
    handleProtocols: chooseProtocol,
  });
  readonly #connections = new Set<Connection>();
  readonly #channels = new Map<StreamName, ChannelSet>();
  readonly #metricsTopic: MetricsTopic;
  #guard: RealtimeGuard | null = null;
  /** Handshakes under way. */
  #opening = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextActiveCheck = 0;
  #isClosing = false;

  constructor(context: RealtimeContext) {
    this.#context = context;
    this.#metricsTopic = new MetricsTopic(context.metrics, context.logger);
  }

  get size(): number {
    return this.#connections.size;
  }
  get #isFull(): boolean {
    return this.#connections.size + this.#opening >= this.#context.options.maxWebSockets;
  }

  /** Handshakes are counted and refused as requests are. */
  protect(guard: RealtimeGuard): void {
    this.#guard = guard;
  }

  start(): void {
    const { pingIntervalMs, slowReaderTimeoutMs, heartbeatIntervalMs } = this.#context.options;
    const tickMs = Math.min(TICK_MS, pingIntervalMs / 2, slowReaderTimeoutMs / 2, heartbeatIntervalMs / 10);
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** For the HTTP server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const url = request.url ?? "";
    if (!url.startsWith(REALTIME_PREFIX)) return refuse(socket, "404 Not Found");
    if (this.#isClosing || this.#isFull) return refuse(socket, "503 Service Unavailable");
    if (this.#guard?.proxies.isProxied(request) === true) {
      const release = this.#guard.connectionLimit.take(this.#guard.proxies.addressOf(request));
      if (release === null) return refuse(socket, "429 Too Many Requests");
      socket.once("close", release);
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => void this.#accept(webSocket, request));
  }

  /**
   * Opens a topic as an event stream (see `EventStreamWire`). `begin` sends the answer's head, when nothing can go wrong
   * any more that has a status of its own.
   * @throws TelewireError SHUTTING_DOWN, OVERLOADED, and what a WebSocket would be told before its first frame
   */
  async openEventStream(request: IncomingMessage, response: ServerResponse, begin: () => void): Promise<void> {
    if (this.#isClosing) throw new TelewireError("SHUTTING_DOWN");
    if (this.#isFull) throw new TelewireError("OVERLOADED");
    const { [LAST_EVENT_ID]: lastEventId } = request.headers;
    const asked = readTopicRequest(request.url ?? "");
    const wanted = typeof lastEventId === "string" && lastEventId !== "" ? { ...asked, since: lastEventId } : asked;
    const caller = await this.#admit(wanted, request);
    const wire = new EventStreamWire(response, begin);
    try {
      if (wire.isOpen) await this.#open(wire, caller, wanted);
    } catch (error) {
      if (!response.headersSent) throw error;
      this.#refuse(wire, TelewireError.from(error));
    }
  }

  /** Tells every client to reconnect, waits for them until `deadline` (epoch ms), then cuts the rest off. */
  async close(deadline: number): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    const open = [...this.#connections];
    const closed = Promise.all(open.map((connection) => new Promise<void>((resolve) => connection.onClose(resolve))));
    for (const connection of open) connection.close("SHUTTING_DOWN");
    const timer = setTimeout(
      () => {
        for (const connection of open) connection.terminate();
      },
      Math.max(0, deadline - Date.now()),
    );
    await closed;
    clearTimeout(timer);
  }

  async #accept(webSocket: WebSocket, request: IncomingMessage): Promise<void> {
    webSocket.on("error", () => webSocket.terminate());
    try {
      const wanted = readTopicRequest(request.url ?? "");
      const caller = await this.#admit(wanted, request);
      if (webSocket.readyState !== webSocket.OPEN) return;
      await this.#open(new WebSocketWire(webSocket), caller, wanted);
    } catch (error) {
      this.#refuse(new WebSocketWire(webSocket), TelewireError.from(error));
    }
  }

  async #admit(wanted: TopicRequest, request: IncomingMessage): Promise<Caller> {
    if (this.#guard === null) throw new TelewireError("SHUTTING_DOWN");
    this.#opening += 1;
    try {
      return await admitHandshake(wanted, request, { ...this.#context, ...this.#guard });
    } finally {
      this.#opening -= 1;
    }
  }

  async #open(wire: Wire, caller: Caller, wanted: TopicRequest): Promise<void> {
    const { topic, sessionId, loginId } = wanted;
    const connection = new Connection(wire, caller, topic.name);
    connection.nextProbeAt = Date.now() + this.#context.options.pingIntervalMs * (0.5 + Math.random() / 2);
    this.#connections.add(connection);
    connection.onClose(() => this.#connections.delete(connection));
    if (this.#isClosing) return connection.close("SHUTTING_DOWN");
    if (topic.stream === null) {
      const greet = (): void => this.#greet(connection, true, "");
      if (loginId !== null) return tellLogin(connection, loginId, this.#context.control, greet);
      greet();
      return this.#metricsTopic.add(connection);
    }
    if (sessionId !== null && sessionId !== ALL_SESSIONS) await this.#context.sessions.require(sessionId);
    await this.#subscribe(connection, topic.stream, wanted);
  }

  async #subscribe(
    connection: Connection,
    stream: StreamName,
    { sessionId, since, filters }: TopicRequest,
  ): Promise<void> {
    const { log, feeds, options } = this.#context;
    const feed = await feeds.open(stream);
    const filter = filterOf(connection.caller.principal, stream, sessionId, filters);
    const partitions = filter.sessionId === null ? feed.partitions : [log.partitionOf(filter.sessionId)];
    const { cursors, gaps } = await resumeFrom(log, feed, stream, partitions, since);
    if (!connection.isOpen) return;
    const position = partitions.map((partition) => cursors.get(partition)).join(",");
    this.#greet(connection, gaps.length === 0, position);
    for (const gap of gaps) connection.send("GAP", gap.to, gap);
    const channels = this.#channelsOf(stream, feed);
    const subscription = new Subscription({
      log,
      stream,
      feed,
      filter,
      connection,
      cursors,
      maxPendingBytes: options.slowReaderMaxBytes,
    });
    connection.position = () => subscription.position;
    connection.onClose(() => channels.remove(subscription));
    await this.#catchUp(subscription, channels);
  }

  #greet(connection: Connection, recovered: boolean, position: string): void {
    const { heartbeatIntervalMs: heartbeatMs } = this.#context.options;
    const id = position === "" ? null : position;
    connection.send("HELLO", id, { recovered, position, topic: connection.topic, heartbeatMs });
    connection.nextHeartbeatAt = this.#heartbeatAfter(Date.now());
  }

  /** Spread out, so that many clients who heard the same last word do not all get theirs in one turn. */
  #heartbeatAfter(now: number): number {
    return now + this.#context.options.heartbeatIntervalMs * (0.6 + Math.random() / 5);
  }

  #channelsOf(stream: StreamName, feed: Feed): ChannelSet {
    const { metrics, clock } = this.#context;
    let channels = this.#channels.get(stream);
    if (channels === undefined) {
      const made = new ChannelSet(feed, metrics, clock, (subscription) => void this.#catchUp(subscription, made));
      this.#channels.set(stream, (channels = made));
    }
    return channels;
  }

  async #catchUp(subscription: Subscription, channels: ChannelSet): Promise<void> {
    try {
      await subscription.catchUp(() => channels.add(subscription));
    } catch (error) {
      this.#context.logger.warn({ err: error }, "a client cannot be served from the log");
      subscription.connection.close("LOG_UNAVAILABLE");
    }
  }

  #refuse(wire: Wire, error: TelewireError): void {
    const { logger, metrics } = this.#context;
    if (ERRORS[error.code].fault === "system") {
      metrics.add("errors");
      logger.error({ err: error }, "a topic could not be opened");
    }
    const connection = new Connection(wire, NOBODY, "");
    connection.send("ERROR", null, { code: error.code, message: error.message });
    connection.close(closeReason(error.status));
  }

  #tick(): void {
    const now = Date.now();
    const { pingIntervalMs, slowReaderTimeoutMs } = this.#context.options;
    for (const connection of this.#connections) {
      if (connection.caller.expiresAt <= now) connection.close("TOKEN_EXPIRED");
      else if (connection.stalledSince !== null && now - connection.stalledSince > slowReaderTimeoutMs)
        connection.close("SLOW_READER");
      else if (connection.nextProbeAt <= now) {
        connection.nextProbeAt = now + pingIntervalMs;
        connection.probe();
      }
      if (!connection.takeSilence()) connection.nextHeartbeatAt = this.#heartbeatAfter(now);
      else if (connection.nextHeartbeatAt <= now) connection.heartbeat();
    }
    if (now >= this.#nextActiveCheck) {
      this.#nextActiveCheck = now + ACTIVE_CHECK_MS;
      void this.#closeInactive();
    }
  }

  /** Ends the connections of keys and logins that were revoked, or whose rights or filter were changed. */
  async #closeInactive(): Promise<void> {
    try {
      for (const caller of new Set([...this.#connections].map((connection) => connection.caller))) {
        const now = await this.#context.identity.current(caller);
        if (now !== null && isDeepStrictEqual(now, caller.principal)) continue;
        for (const connection of this.#connections)
          if (connection.caller === caller) connection.close(now === null ? "UNAUTHENTICATED" : "FILTER_CHANGED");
      }
    } catch (error) {
      this.#context.logger.warn({ err: error }, "the credentials of WebSocket clients cannot be checked now");
    }
  }
}

const NOBODY: Caller = {
  principal: { keyId: "", role: "reader", scopes: [], sessionIds: [] },
  scopes: new Set(),
  expiresAt: 0,
  via: "token",
  key: null,
  cookie: null,
};

function chooseProtocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(SUBPROTOCOL)) return SUBPROTOCOL;
  return [...offered].find((name) => name.startsWith(BEARER_SUBPROTOCOL)) ?? false;
}

function closeReason(status: number): CloseReason {
  switch (status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "FORBIDDEN";
    case 404:
      return "NOT_FOUND";
    case 400:
      return "BAD_REQUEST";
    default:
      return "LOG_UNAVAILABLE";
  }
}

/** Nothing reads what such a client still sends, so that it is not noticed when it goes: the connection ends here. */
function refuse(socket: Duplex, status: string): void {
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
