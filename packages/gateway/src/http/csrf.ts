import { TelewireError } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import type { FastifyRequest } from "fastify";
import { csrfTokenOf } from "../auth/dashboard-sessions.ts";

/**
 * What changes something with a cookie must come from our own page: its Origin is ours and it knows the anti-forgery token.
 * @throws TelewireError CSRF_FAILED
 */
export function requireCsrfToken(request: FastifyRequest, cookie: string, publicUrl: string | undefined): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const given = request.headers["x-csrf-token"];
  if (typeof given !== "string" || !equalInConstantTime(given, csrfTokenOf(cookie)))
    throw new TelewireError("CSRF_FAILED");
  requireOwnOrigin(request, publicUrl);
}

/**
 * What a browser sends along by itself is no consent of its user to what another site's page asks for.
 * @throws TelewireError CSRF_FAILED
 */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin } = request.headers;
  const isSecure = request.protocol === "https";
  if (origin !== undefined && !isOwnOrigin(origin, { host: request.host, isSecure, publicUrl }))
    throw new TelewireError("CSRF_FAILED");
}

/** Where the server is for the client that asks it. */
export interface OwnAddress {
  readonly host: string | undefined;
  readonly isSecure: boolean;
  readonly publicUrl: string | undefined;
}

/** Whether a page of `origin` is one that this server gave out. A page that came over plain HTTP is none of a server with TLS. */
export function isOwnOrigin(origin: string, { host, isSecure, publicUrl }: OwnAddress): boolean {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  if (host === undefined) return false;
  return origin === `https://${host}` || (!isSecure && origin === `http://${host}`);
}
