import type { FastifyReply, FastifyRequest } from "fastify";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** For every answer; what a browser shows gets the content policy as well. */
export function securityHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  reply.header("x-content-type-options", "nosniff");
  // By the route that answers: its address can be spelt in other ways (`/%61pi/`, `http://host/api/`).
  if ((request.routeOptions.url ?? request.url).startsWith("/api/")) {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  } else {
    reply.headers({
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), microphone=(), geolocation=()",
      "x-frame-options": "DENY",
    });
  }
  if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
  done(null, payload);
}
