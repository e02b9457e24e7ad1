import { asyncApiDocument, openApiDocument } from "@telewire/contracts";
import type { FastifyInstance } from "fastify";
import { REFERENCE_STYLE, referencePage } from "./reference-page.ts";

const CACHE = "public, max-age=300";

/** The documents of the API and a page to read them, made once. */
export function registerReference(server: FastifyInstance, version: string): void {
  const files = [
    ["/api/v1/openapi.json", "application/json; charset=utf-8", JSON.stringify(openApiDocument(version))],
    ["/api/v1/asyncapi.json", "application/json; charset=utf-8", JSON.stringify(asyncApiDocument(version))],
    ["/docs", "text/html; charset=utf-8", referencePage(version)],
    ["/docs/style.css", "text/css; charset=utf-8", REFERENCE_STYLE],
  ] as const;
  for (const [path, type, content] of files) {
    server.get(path, (_request, reply) => reply.header("cache-control", CACHE).type(type).send(content));
  }
}
