import { hash } from "node:crypto";
import { asyncApiDocument, openApiDocument, TelewireError } from "@telewire/contracts";
import type { FastifyInstance } from "fastify";
import { isKnown } from "./entity-tags.ts";
import { errorPage, REFERENCE_STYLE, referencePage } from "./reference-page.ts";

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
    const tag = `"${hash("sha1", content, "base64url")}"`;
    server.get(path, (request, reply) =>
      isKnown(tag, CACHE, request, reply) ? reply.code(304).send() : reply.type(type).send(content),
    );
  }
  server.get<{ Params: { readonly code: string } }>("/docs/errors/:code", (request, reply) => {
    const page = errorPage(request.params.code);
    if (page === null) throw new TelewireError("NOT_FOUND");
    return reply.header("cache-control", CACHE).type("text/html; charset=utf-8").send(page);
  });
}
