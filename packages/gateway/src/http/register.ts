import { TelewireError } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import { recordOperation } from "../audit/record-operation.ts";
import { requireAccess, requireChat, requireSession } from "../auth/caller.ts";
import type { Caller } from "../auth/caller.ts";
import { contentHashOf } from "../auth/content-hash.ts";
import { byCertificate } from "../auth/client-certificate.ts";
import { checkSignature } from "../auth/signature.ts";
import type { GatewayContext } from "../context.ts";
import { requireCsrfToken, requireOwnOrigin } from "./csrf.ts";
import { entityTag, successBytes } from "./envelope.ts";
import { readInput } from "./input.ts";
import type { RateLimits, RateLimitSubject } from "./rate-limits.ts";
import type { JsonAnswer, Route } from "./route.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const JSON_TYPE = "application/json; charset=utf-8";

/** Puts every operation on the server; other methods of their addresses answer METHOD_NOT_ALLOWED. */
export function registerRoutes(server: FastifyInstance, routes: readonly Route[], context: GatewayContext): void {
  const methodsOf = new Map<string, Set<string>>();
  for (const route of routes) {
    const { operation } = route;
    const url = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    const methods: string[] = [operation.method];
    if (operation.hasPostAlias === true) methods.push("POST");
    if (operation.bytes === "download") methods.push("HEAD");
    const options = { method: methods, url, handler: handlerOf(route, context) };
    if (operation.bytes === "upload") registerUpload(server, options);
    else server.route(options);
    const taken = methodsOf.get(url) ?? new Set();
    for (const method of methods) taken.add(method);
    methodsOf.set(url, taken);
  }
  for (const [url, taken] of methodsOf) refuseOthers(server, url, taken);
}

function refuseOthers(server: FastifyInstance, url: string, taken: ReadonlySet<string>): void {
  const allowed = [...taken].join(", ");
  server.route({
    method: METHODS.filter((method) => !taken.has(method)),
    url,
    handler: (_request, reply) => {
      reply.header("allow", allowed);
      throw new TelewireError("METHOD_NOT_ALLOWED", { details: { allowed } });
    },
  });
}

function handlerOf(
  route: Route,
  context: GatewayContext,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { operation } = route;
  const { rateLimits, audit, loadShedder, abuse } = context;
  const answer = async (
    http: FastifyRequest,
    reply: FastifyReply,
    seen: { caller: Caller | null },
  ): Promise<FastifyReply> => {
    const caller = await authenticate(http, operation.bytes === "upload", context);
    seen.caller = caller;
    const admitting = admit(operation, caller, http, context);
    if (admitting !== undefined) await admitting;
    await rateLimits.consume(subjectsOf(operation, caller, http, rateLimits), reply);
    loadShedder.admit(operation, caller !== null && caller.cookie !== null);
    requireAccess(operation.access, caller);
    const input = readInput(operation.input, http, operation.bytes === "upload");
    requireTargets(input, caller);
    const { sessionId } = input as { readonly sessionId?: unknown };
    if (operation.limit === "write" && typeof sessionId === "string")
      await rateLimits.consume([{ limitClass: "session", client: sessionId }], reply);
    const answering = route.handle({ input, caller, http, reply }, context);
    const done = answering instanceof Promise ? await answering : answering;
    recordOperation(audit, operation, http, caller, "ok");
    if ("stream" in done)
      return reply
        .code(done.status)
        .headers(done.headers)
        .send(done.stream ?? undefined);
    if (operation.hasETag === true && http.method === "GET" && isUnchanged(done, http, reply))
      return reply.code(304).send();
    return reply
      .code(done.status ?? 200)
      .type(JSON_TYPE)
      .send(successBytes(done, reply.elapsedTime));
  };
  return async (http, reply) => {
    const seen: { caller: Caller | null } = { caller: null };
    try {
      return await answer(http, reply, seen);
    } catch (error) {
      const { code } = TelewireError.from(error);
      recordOperation(audit, operation, http, seen.caller, code);
      abuse.noteOutcome(code, http.ip, seen.caller?.principal.keyId ?? null, JSON.stringify(http.params));
      throw error;
    }
  };
}

/** Who is blocked gets no further. @throws TelewireError BLOCKED */
function admit(
  { limit }: Operation,
  caller: Caller | null,
  { ip }: FastifyRequest,
  { abuse }: GatewayContext,
): void | Promise<void> {
  if (caller !== null) return abuse.admit(caller.principal.keyId, ip);
  return limit === "system" ? undefined : abuse.refuseBlocked(ip);
}

/** The budgets that a request draws on: of its key, its address, and its operation. */
function subjectsOf(
  { id, limit }: Operation,
  caller: Caller | null,
  { ip }: FastifyRequest,
  rateLimits: RateLimits,
): RateLimitSubject[] {
  const client = caller === null || limit === "auth" ? ip : caller.principal.keyId;
  const subjects: RateLimitSubject[] = [
    { limitClass: limit, client },
    { limitClass: "address", client: ip },
  ];
  if (rateLimits.hasEndpoint(id)) subjects.push({ limitClass: `endpoint-${id}`, client });
  return subjects;
}

/** Gives the answer its tag; true when the client has the same already (RFC 9110, 13.1.2). */
function isUnchanged(answer: JsonAnswer<unknown>, http: FastifyRequest, reply: FastifyReply): boolean {
  const tag = entityTag(answer);
  reply.headers({ etag: tag, "cache-control": "private, no-cache" });
  const known = http.headers["if-none-match"];
  return known !== undefined && known.split(",").some((item) => item.trim() === tag);
}

/** The body of an upload is not read before its handler does: whatever its type, it is a stream. */
function registerUpload(server: FastifyInstance, route: RouteOptions): void {
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, ready) => ready(null));
    scope.route(route);
    done();
  });
}

/** The caller, with a good signature where one is needed; failed attempts are counted by address. */
async function authenticate(http: FastifyRequest, isUpload: boolean, context: GatewayContext): Promise<Caller | null> {
  const { identity, rateLimits, abuse, nonces, clock, options } = context;
  try {
    const found = identity.callerOf(http.headers) ?? byCertificate(http.raw.socket, context);
    const caller = found instanceof Promise ? await found : found;
    if (caller === null) return null;
    if (caller.cookie !== null) requireCsrfToken(http, caller.cookie, options.publicUrl);
    // A browser shows its certificate for any page.
    if (caller.via === "certificate") requireOwnOrigin(http, options.publicUrl);
    if (caller.key !== null) {
      const checking = checkSignature(
        {
          headers: http.headers,
          method: http.method,
          url: http.raw.url ?? "",
          body: isUpload ? { sha256: contentHashOf(http.headers) } : http.rawBody,
        },
        caller.key,
        nonces,
        clock.now(),
      );
      if (checking !== undefined) await checking;
    }
    return caller;
  } catch (error) {
    if (error instanceof TelewireError && error.status === 401) {
      await abuse.refuseBlocked(http.ip);
      await rateLimits.refuseAfterFailures(http.ip);
      await rateLimits.countFailure(http.ip);
    }
    throw error;
  }
}

/** Whatever operation names a session or a chat: the caller must be allowed to touch it. */
function requireTargets(input: Readonly<Record<string, unknown>>, caller: Caller | null): void {
  const { sessionId, chatId } = input;
  if (caller === null) return;
  if (typeof sessionId === "string") requireSession(caller, sessionId);
  if (typeof chatId === "string") requireChat(caller, chatId);
}
