import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const INSTALLED = join(import.meta.dirname, "../../../../apps/dashboard/dist");
const NO_FALLBACK = /^\/(api|docs|metrics|healthz|readyz|signin|\.well-known|assets)(\/|\?|$)/;

/** The dashboard, with its start page for every address of its own; without a built one those are not found. */
export async function serveDashboard(server: FastifyInstance, directory: string = INSTALLED): Promise<void> {
  const isBuilt = existsSync(join(directory, "index.html"));
  if (isBuilt) {
    await server.register(fastifyStatic, {
      root: directory,
      wildcard: true,
      index: ["index.html"],
      setHeaders: (reply, path) => {
        reply.header("cache-control", path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    if (isBuilt && isPage(request)) return startPage(reply);
    throw new TelewireError("NOT_FOUND");
  });
}

function startPage(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-cache").sendFile("index.html", { cacheControl: false });
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === "GET" || method === "HEAD") && (headers.accept ?? "").includes("text/html") && !NO_FALLBACK.test(url)
  );
}
