import type { FastifyReply, FastifyRequest } from "fastify";

/** Gives an answer its tag; true when the client has the same already, and is told so by 304 (RFC 9110, 13.1.2). */
export function isKnown(tag: string, cacheControl: string, http: FastifyRequest, reply: FastifyReply): boolean {
  reply.headers({ etag: tag, "cache-control": cacheControl });
  const known = http.headers["if-none-match"]?.split(",").map((item) => item.trim()) ?? [];
  return known.some((item) => item === "*" || withoutWeakness(item) === withoutWeakness(tag));
}

/** `W/"a"` and `"a"` are the same here (RFC 9110, 8.8.3.2): what is between may have made one of the other. */
function withoutWeakness(tag: string): string {
  return tag.replace(/^W\//, "");
}
