import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import fastifyCookie from "@fastify/cookie";
import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { GatewayContext } from "../context.ts";
import { REALTIME_PREFIX } from "../realtime/topic-request.ts";
import { limitBodyTime } from "./body-time.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { answerError } from "./error-handler.ts";
import { limitConnections, limitForwardedRequests } from "./connection-limit.ts";
import { readJson } from "./json-body.ts";
import { securityHeaders } from "./security-headers.ts";
import { limitStalledAnswers } from "./stalled-answers.ts";
import { tlsOptions } from "./tls.ts";
import { endUnspoken } from "./unspoken-connections.ts";

const MAX_HEADER_BYTES = 16_384;
const MAX_PARAM_LENGTH = 256;
const HEADERS_TIMEOUT_MS = 10_000;
/** How often slow requests are looked for. */
const CHECK_MS = 1000;
const KEEP_ALIVE_MS = 75_000;
const MAX_REQUESTS_PER_SOCKET = 0;
const REQUEST_ID = /^[\w.-]{1,64}$/;

type HttpContext = Pick<GatewayContext, "options" | "logger" | "metrics" | "proxies" | "connectionLimit">;

/** The HTTP server with its limits, request ids, JSON reading, error answers and security headers; no routes yet. */
export async function createHttpServer(context: HttpContext): Promise<FastifyInstance> {
  const { options, logger, metrics, proxies, connectionLimit } = context;
  const tls = tlsOptions(options);
  const timeouts = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, options.requestTimeoutMs),
    connectionsCheckingInterval: Math.min(CHECK_MS, options.requestTimeoutMs),
    // Whatever else a request offers to become (h2c), it is answered as what it is.
    shouldUpgradeCallback: isTopicHandshake,
  };
  const server = Fastify({
    logger: false,
    bodyLimit: options.bodyMaxBytes,
    // Uploads may take as long as they need: `limitBodyTime` watches over the others.
    requestTimeout: 0,
    connectionTimeout: options.stalledTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_SOCKET,
    trustProxy: options.trustProxy.length === 0 ? false : options.trustProxy,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // Fastify's types tell HTTP and HTTPS servers apart, which nothing here depends on.
    ...((tls === null ? { http: timeouts } : { https: { ...timeouts, ...tls } }) as { readonly http: typeof timeouts }),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    genReqId: requestIds(),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply, { logger, metrics });
    },
  });
  server.server.maxConnections = options.maxConnections;
  limitBodyTime(server.server, options.requestTimeoutMs);
  const connected = tls === null ? "connection" : "secureConnection";
  limitStalledAnswers(server.server, connected, options.stalledTimeoutMs);
  endUnspoken(server, connected);
  limitConnections(server.server, connectionLimit, proxies);
  server.decorateRequest("clientAddress", "");
  server.decorateRequest("arrivedAt", 0);
  readJson(server);
  server.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    request.arrivedAt = performance.now();
    request.clientAddress = proxies.addressOf(request.raw);
    done();
  });
  limitForwardedRequests(server, connectionLimit, proxies);
  server.addHook("onSend", securityHeaders);
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply, { logger, metrics }));
  await server.register(fastifyCookie);
  return server;
}

function isTopicHandshake({ headers, url = "" }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket" && url.startsWith(REALTIME_PREFIX);
}

/** The client's id when it is harmless, else one of ours. */
function requestIds(): (raw: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }) => string {
  const prefix = randomBytes(6).toString("hex");
  let count = 0;
  return ({ headers }) => {
    const given = headers["x-request-id"];
    return typeof given === "string" && REQUEST_ID.test(given) ? given : `${prefix}-${(++count).toString(36)}`;
  };
}
