import type { FastifyReply, FastifyRequest } from "fastify";

/** Gives an answer its tag; true when the client has the same already, and is told so by 304 (RFC 9110, 13.1.2). */
export function isKnown(tag: string, cacheControl: string, http: FastifyRequest, reply: FastifyReply): boolean {
  reply.headers({ etag: tag, "cache-control": cacheControl });
  const known = http.headers["if-none-match"];
  return known !== undefined && known.split(",").some((item) => item.trim() === tag || item.trim() === "*");
}
