import type { Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TelewireError } from "@telewire/contracts";
import type { Service } from "@telewire/kit";
import { systemClock } from "@telewire/kit";
import type { FastifyInstance } from "fastify";
import type { Cluster, Redis } from "ioredis";
import { AbuseGuard } from "./abuse/abuse-guard.ts";
import { Alerts } from "./abuse/alerts.ts";
import { AuditLog } from "./audit/audit-log.ts";
import { HeldRights } from "./auth/held-rights.ts";
import { Identity } from "./auth/identity.ts";
import { cachedControl } from "./cache/cached-control.ts";
import { EventHorizon } from "./cache/event-horizon.ts";
import { TieredCache } from "./cache/tiered-cache.ts";
import { WarmUp } from "./cache/warm-up.ts";
import type { GatewayContext, GatewayDependencies } from "./context.ts";
import { LoginOwners } from "./auth/login-owners.ts";
import { MemoryNonceStore } from "./auth/nonce-store.ts";
import { RedisNonceStore } from "./auth/redis-nonce-store.ts";
import { SIGNATURE_WINDOW_MS } from "./auth/signature.ts";
import { TrustedProxies } from "./http/client-address.ts";
import { ConnectionLimit } from "./http/connection-limit.ts";
import { registerEventStreams } from "./http/event-streams.ts";
import { registerPlainRoutes } from "./http/plain-routes.ts";
import { RateLimits } from "./http/rate-limits.ts";
import { registerReference } from "./http/reference-routes.ts";
import { registerRoutes } from "./http/register.ts";
import { createHttpServer } from "./http/server.ts";
import { serveDashboard } from "./http/static-files.ts";
import { reloadCertificates } from "./http/tls.ts";
import { Uploads } from "./media/uploads.ts";
import { MessageReader } from "./messages/message-reader.ts";
import { Idempotency } from "./messages/idempotency.ts";
import { Feeds } from "./realtime/feeds.ts";
import { RealtimeServer } from "./realtime/realtime-server.ts";
import { ROUTES } from "./routes/index.ts";
import { Breakers } from "./resilience/breakers.ts";
import { guardedArchive, guardedControl } from "./resilience/guarded.ts";
import { LoadShedder } from "./resilience/load-shedder.ts";
import { openSharedRedis } from "./shared-redis.ts";
import { SessionDirectory } from "./sessions/session-directory.ts";

export interface Gateway extends Service {
  /** Base URL on which it listens; null until it does. */
  readonly url: string | null;
}

/** The api role: REST, WebSocket topics, the dashboard. */
export function createGateway(dependencies: GatewayDependencies): Gateway {
  const clock = dependencies.clock ?? systemClock;
  const { log, logger, options, metrics, redisUrl = null } = dependencies;
  const loadShedder = new LoadShedder(options, metrics.registry);
  const breakers = new Breakers(options, logger, metrics.registry);
  const archive = guardedArchive(dependencies.archive, breakers, loadShedder);
  const feeds = new Feeds(log, logger, { maxEntries: options.hotTailEntries, maxBytes: options.hotTailBytes });
  const horizon = new EventHorizon(log, feeds);
  const cache = new TieredCache({ horizon, clock, logger, registry: metrics.registry });
  const owners = guardedControl(dependencies.control, breakers);
  const control = cachedControl(owners, cache);
  const { records } = archive;
  const warmUp = new WarmUp({
    cache,
    records,
    control: owners,
    statusOf: (request) => dependencies.control.status(request),
    nodeId: dependencies.nodeId,
    clock,
    logger,
  });
  const sessions = new SessionDirectory(archive, control, feeds, clock);
  const recordsChat = dependencies.recordsChat ?? (() => true);
  const reader = new MessageReader({ log, archive, control, feeds, sessions, records: recordsChat });
  const identity = new Identity({ ...dependencies, archive, clock });
  const heldRights = new HeldRights(identity, logger);
  const shared = {
    ...dependencies,
    recordsChat,
    archive,
    control,
    redisUrl,
    clock,
    loadShedder,
    breakers,
    identity,
    heldRights,
    feeds,
    sessions,
  };
  const realtime = new RealtimeServer(shared);
  const audit = new AuditLog({ records, secrets: dependencies.secrets }, dependencies.nodeId, clock, logger);
  const proxies = new TrustedProxies(options.trustProxy);
  let redis: Redis | Cluster | null = null;
  let server: FastifyInstance | undefined;
  let url: string | null = null;
  let stopReloading = (): void => undefined;
  return {
    name: "gateway",
    get url() {
      return url;
    },
    async start() {
      redis = redisUrl === null ? null : await openSharedRedis(redisUrl, logger);
      cache.share(redis);
      const guard = {
        audit,
        proxies,
        connectionLimit: new ConnectionLimit(options.maxConnectionsPerAddress, metrics.registry),
        nonces:
          redis === null
            ? new MemoryNonceStore(SIGNATURE_WINDOW_MS, () => clock.now())
            : new RedisNonceStore(redis, SIGNATURE_WINDOW_MS, breakers),
        rateLimits: new RateLimits(options, redis),
        abuse: new AbuseGuard(options.abuseBlockScore, {
          records,
          redis,
          registry: metrics.registry,
          alerts: new Alerts(options, { ...dependencies, control, clock }),
          clock,
          logger,
        }),
      };
      realtime.protect(guard);
      server = await build({
        ...shared,
        ...guard,
        reader,
        logins: new LoginOwners(archive.records, clock),
        uploads: new Uploads(records, clock),
        idempotency: new Idempotency(records, clock, {
          nodeId: dependencies.nodeId,
          running: async () => (await log.nodes.list()).map(({ nodeId }) => nodeId),
        }),
        connections: () => realtime.size,
      });
      registerEventStreams(server, realtime);
      server.server.on("upgrade", (request, socket, head) => realtime.handleUpgrade(request, socket, head));
      if (options.tlsCertFile !== undefined)
        stopReloading = reloadCertificates(server.server as unknown as HttpsServer, options, logger);
      url = await listen(server, options);
      realtime.start();
      warmUp.start();
      logger.info({ url }, "the API listens");
    },
    async drain(deadline) {
      stopReloading();
      reader.close();
      const late = setTimeout(() => server?.server.closeAllConnections(), Math.max(0, deadline - Date.now()));
      await Promise.all([realtime.close(deadline), server?.close(), warmUp.close()]);
      clearTimeout(late);
      await Promise.all([feeds.close(), audit.flush()]);
      redis?.disconnect();
      loadShedder[Symbol.dispose]();
      heldRights[Symbol.dispose]();
    },
  };
}

/** The HTTP server with every route, not listening. */
export async function build(context: GatewayContext): Promise<FastifyInstance> {
  const server = await createHttpServer(context);
  registerRoutes(server, ROUTES, context);
  registerPlainRoutes(server, context);
  registerReference(server, context.version);
  await serveDashboard(server, context.options.dashboardDirectory);
  return server;
}

/** What the system says of a host that is not ours, or a port that is not for us. */
const NOT_OURS = new Set(["ENOTFOUND", "EADDRNOTAVAIL", "EAI_AGAIN", "EACCES", "EAFNOSUPPORT", "EINVAL"]);

/** @throws TelewireError PORT_IN_USE, CONFIG_INVALID */
async function listen(
  server: FastifyInstance,
  { host, port, tlsCertFile }: GatewayDependencies["options"],
): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new TelewireError("PORT_IN_USE", { details: { host, port }, cause });
    if (!NOT_OURS.has(code)) throw cause;
    const problems = [
      { name: code === "EACCES" ? "port" : "host", problem: `the server cannot listen there (${code})` },
    ];
    throw new TelewireError("CONFIG_INVALID", { details: { problems }, cause });
  }
  const { port: bound } = server.server.address() as AddressInfo;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `${tlsCertFile === undefined ? "http" : "https"}://${reachable}:${bound}`;
}
