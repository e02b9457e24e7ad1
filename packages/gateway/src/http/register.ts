import { TelewireError } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import { recordOperation } from "../audit/record-operation.ts";
import type { Seen } from "../audit/record-operation.ts";
import { requireAccess } from "../auth/caller.ts";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";
import { authenticate } from "./authenticate.ts";
import { subscriberOf } from "./client-address.ts";
import { elapsedMs } from "./elapsed-time.ts";
import { isKnown } from "./entity-tags.ts";
import { entityTag, successBytes } from "./envelope.ts";
import { answerWhileHeld, requireTargets } from "./held-answer.ts";
import { readInput } from "./input.ts";
import type { RateLimits, RateLimitSubject } from "./rate-limits.ts";
import type { Route } from "./route.ts";

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
    // Fastify answers HEAD wherever it answers GET.
    if (taken.has("GET")) taken.add("HEAD");
    methodsOf.set(url, taken);
  }
  for (const [url, taken] of methodsOf) refuseOthers(server, url, taken);
}

function refuseOthers(server: FastifyInstance, url: string, taken: ReadonlySet<string>): void {
  const allowed = [...taken].join(", ");
  server.route({
    method: server.supportedMethods.filter((method) => !taken.has(method)),
    url,
    // Before a body is looked for: some methods must have one.
    onRequest: (_request, reply) => {
      reply.header("allow", allowed);
      throw new TelewireError("METHOD_NOT_ALLOWED", { details: { allowed } });
    },
    handler: (_request, reply) => reply.send(),
  });
}

function handlerOf(
  route: Route,
  context: GatewayContext,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { operation } = route;
  const { rateLimits, audit, loadShedder, abuse } = context;
  const answer = async (http: FastifyRequest, reply: FastifyReply, seen: Seen): Promise<FastifyReply> => {
    const caller =
      operation.access === "public"
        ? await anyone(http, context)
        : await authenticate(http, operation.bytes === "upload", context);
    seen.caller = caller;
    const admitting = admit(operation, caller, http, context);
    if (admitting !== undefined) await admitting;
    await rateLimits.consume(subjectsOf(operation, caller, http, rateLimits), reply);
    loadShedder.admit(operation, caller !== null && caller.cookie !== null);
    requireAccess(operation.access, caller);
    const input = readInput(operation.input, http, operation.bytes === "upload");
    seen.input = input;
    requireTargets(input, caller);
    const { sessionId } = input as { readonly sessionId?: unknown };
    if (operation.limit === "write" && typeof sessionId === "string")
      await rateLimits.consume([{ limitClass: "session", client: sessionId }], reply);
    const answering = answerWhileHeld(route, { input, caller, http, reply }, context);
    const done = answering instanceof Promise ? await answering : answering;
    recordOperation(audit, operation, http, seen, "ok");
    if ("stream" in done)
      return reply
        .code(done.status)
        .headers(done.headers)
        .send(done.stream ?? undefined);
    if (
      operation.hasETag === true &&
      http.method === "GET" &&
      isKnown(entityTag(done), "private, no-cache", http, reply)
    )
      return reply.code(304).send();
    return reply
      .code(done.status ?? (operation.creates === true ? 201 : 200))
      .type(JSON_TYPE)
      .send(successBytes(done, elapsedMs(http)));
  };
  return async (http, reply) => {
    const seen: Seen = { caller: null, input: null };
    try {
      return await answer(http, reply, seen);
    } catch (error) {
      const { code } = TelewireError.from(error);
      recordOperation(audit, operation, http, seen, code);
      abuse.noteOutcome(code, http.clientAddress, seen.caller?.principal.keyId ?? null, JSON.stringify(http.params));
      throw error;
    }
  };
}

/**
 * The caller of what everybody may call. Old credentials that come along do not matter: who exchanges a key or a refresh token
 * sends those that count in the body. Where somebody is told more than everybody, wrong ones are counted as anywhere.
 */
async function anyone(http: FastifyRequest, context: GatewayContext): Promise<Caller | null> {
  if (http.method === "POST") return null;
  try {
    return await authenticate(http, false, context);
  } catch (error) {
    if (error instanceof TelewireError && error.code !== "BLOCKED") return null;
    throw error;
  }
}

/** Who is blocked gets no further. @throws TelewireError BLOCKED */
function admit(
  { limit }: Operation,
  caller: Caller | null,
  { clientAddress: ip }: FastifyRequest,
  { abuse }: GatewayContext,
): void | Promise<void> {
  if (caller !== null) return abuse.admit(caller.principal.keyId, ip);
  return limit === "system" ? undefined : abuse.refuseBlocked(ip);
}

/** The budgets that a request draws on: of its key, its address, and its operation. */
function subjectsOf(
  { id, limit }: Operation,
  caller: Caller | null,
  { clientAddress }: FastifyRequest,
  rateLimits: RateLimits,
): RateLimitSubject[] {
  const address = subscriberOf(clientAddress);
  const client = caller === null || limit === "auth" ? address : caller.principal.keyId;
  const subjects: RateLimitSubject[] = [
    { limitClass: limit, client },
    { limitClass: "address", client: address },
  ];
  if (rateLimits.hasEndpoint(id)) subjects.push({ limitClass: `endpoint-${id}`, client });
  return subjects;
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
