import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { requireAccess, requireSession } from "../auth/caller.ts";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";
import { requireCsrfToken } from "./csrf.ts";
import { successBytes } from "./envelope.ts";
import { readInput } from "./input.ts";
import type { Route } from "./route.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const JSON_TYPE = "application/json; charset=utf-8";

/** Puts every operation on the server; other methods of their addresses answer METHOD_NOT_ALLOWED. */
export function registerRoutes(server: FastifyInstance, routes: readonly Route[], context: GatewayContext): void {
  const methodsOf = new Map<string, Set<string>>();
  for (const route of routes) {
    const { operation } = route;
    const url = operation.path.replaceAll(/\{(\w+)\}/g, ":$1");
    const methods = operation.hasPostAlias === true ? [operation.method, "POST"] : [operation.method];
    server.route({ method: methods, url, handler: handlerOf(route, context) });
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

function handlerOf(route: Route, context: GatewayContext): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { operation } = route;
  const { identity } = context;
  return async (http, reply) => {
    const found = identity.callerOf(http.headers);
    const caller = found instanceof Promise ? await found : found;
    requireAccess(operation.access, caller);
    if (caller !== null && caller.cookie !== null) requireCsrfToken(http, caller.cookie, context.options.publicUrl);
    const input = readInput(operation.input, http);
    requireSessionOf(input, caller);
    const answering = route.handle({ input, caller, http, reply }, context);
    const answer = answering instanceof Promise ? await answering : answering;
    return reply.code(answer.status ?? 200).type(JSON_TYPE).send(successBytes(answer, reply.elapsedTime));
  };
}

/** Whatever operation names a session: the caller must be allowed to touch it. */
function requireSessionOf(input: Readonly<Record<string, unknown>>, caller: Caller | null): void {
  const { sessionId } = input;
  if (caller !== null && typeof sessionId === "string") requireSession(caller, sessionId);
}
