import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** By `performance.now()`; 0 or absent: it was refused before it was looked at. */
    arrivedAt: number;
  }
}

/** Milliseconds since the request came. Fastify's own `elapsedTime` runs only with its logger or an onResponse hook. */
export function elapsedMs({ arrivedAt }: FastifyRequest): number {
  return arrivedAt > 0 ? performance.now() - arrivedAt : 0;
}
