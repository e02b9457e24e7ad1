import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { cookieName } from "../auth/identity.ts";
import type { GatewayContext } from "../context.ts";
import { readHealth } from "../health.ts";
import { subscriberOf } from "./client-address.ts";
import { requireMetricsAccess } from "./metrics-access.ts";

const PASTE = "This link signs in whoever opens it: to use it, paste it into the address bar.\n";

/** What is not in the envelope: probes, metrics as their readers want them, the signing keys, the sign-in link. */
export function registerPlainRoutes(server: FastifyInstance, context: GatewayContext): void {
  const { metrics, identity, isReady } = context;
  server.get("/healthz", () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const { status, checks } = await readHealth(context, null);
    const ready = isReady() && status !== "down";
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not-ready", draining: !isReady(), checks });
  });
  server.get("/metrics", async (request, reply) => {
    await requireMetricsAccess(request, context);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  server.get("/api/metrics/telegram-stream", async (request, reply) => {
    await requireMetricsAccess(request, context);
    return reply.send(await metrics.telegramStream());
  });
  server.get("/.well-known/jwks.json", async (_request, reply) => {
    reply.header("cache-control", "public, max-age=60");
    return { keys: await identity.signingKeys.publicKeys() };
  });
  registerSignIn(server, context);
}

/** A one-time link: opens the dashboard signed in, once. */
function registerSignIn(server: FastifyInstance, context: GatewayContext): void {
  const { identity, logger, abuse, rateLimits, audit } = context;
  server.get<{ Querystring: { readonly token?: unknown } }>("/signin", async (request, reply) => {
    const { clientAddress, protocol } = request;
    reply.header("cache-control", "no-store");
    await abuse.refuseBlocked(clientAddress);
    await rateLimits.consume([{ limitClass: "auth", client: subscriberOf(clientAddress) }], reply);
    if (!isOpenedByPerson(request)) return reply.code(403).type("text/plain; charset=utf-8").send(PASTE);
    const { token } = request.query;
    const grant = typeof token === "string" ? await identity.signInLinks.redeem(token) : null;
    const seen = { action: "signIn", target: {}, ip: clientAddress, requestId: request.id };
    if (grant === null) {
      audit.appendOnce({ ...seen, actor: "anonymous", outcome: "INVALID_SIGNIN_LINK" });
      abuse.noteOutcome("INVALID_SIGNIN_LINK", clientAddress, null, "");
      if (request.headers.accept === "application/json") throw new TelewireError("INVALID_SIGNIN_LINK");
      return reply.redirect("/?signin=invalid", 303);
    }
    const login = await identity.dashboard.open(grant);
    audit.append({ ...seen, actor: login.keyId, target: { role: grant.role }, outcome: "ok" });
    logger.info({ role: grant.role, ip: clientAddress }, "signed in by link");
    const isSecure = protocol === "https";
    reply.setCookie(cookieName(isSecure), login.token, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure: isSecure,
      maxAge: login.maxAgeSeconds,
    });
    return reply.redirect("/", 303);
  });
}

/**
 * A page of another site that sends its visitor here would sign it in as somebody else, and a preview would use the link up.
 * What does not tell (curl, old browsers) is believed.
 */
function isOpenedByPerson({ headers }: FastifyRequest): boolean {
  const { "sec-fetch-site": site = "none", "sec-purpose": purpose } = headers;
  return (site === "none" || site === "same-origin") && purpose === undefined;
}
