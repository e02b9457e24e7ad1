import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance } from "fastify";
import { COOKIE } from "../auth/identity.ts";
import type { GatewayContext } from "../context.ts";
import { readHealth } from "../health.ts";
import { requireMetricsAccess } from "./metrics-access.ts";

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
function registerSignIn(server: FastifyInstance, { identity, logger }: GatewayContext): void {
  server.get<{ Querystring: { readonly token?: unknown } }>("/signin", async (request, reply) => {
    const { token } = request.query;
    const grant = typeof token === "string" ? await identity.signInLinks.redeem(token) : null;
    reply.header("cache-control", "no-store");
    if (grant === null) {
      if (request.headers.accept === "application/json") throw new TelewireError("INVALID_SIGNIN_LINK");
      return reply.redirect("/?signin=invalid", 303);
    }
    const login = await identity.dashboard.open(grant);
    logger.info({ role: grant.role, ip: request.ip }, "signed in by link");
    reply.setCookie(COOKIE, login.token, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure: request.protocol === "https",
      maxAge: login.maxAgeSeconds,
    });
    return reply.redirect("/", 303);
  });
}
