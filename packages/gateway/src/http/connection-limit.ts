import type { Server, Socket } from "node:net";
import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance } from "fastify";
import { Counter } from "prom-client";
import type { Registry } from "prom-client";
import { subscriberOf } from "./client-address.ts";
import type { TrustedProxies } from "./client-address.ts";

const RETRY_MS = 1000;

/**
 * How much one address may hold open at a time: its connections; behind a trusted proxy, whose connections are everybody's,
 * its requests under way and its WebSockets.
 */
export class ConnectionLimit {
  readonly max: number;
  readonly #open = new Map<string, number>();
  readonly #refused: Counter;

  constructor(max: number, registry: Registry) {
    this.max = max;
    this.#refused = new Counter({
      name: "telewire_connections_refused_total",
      help: "Connections, requests and WebSockets that were refused because their address had too many open.",
      registers: [registry],
    });
  }

  /** Addresses that have something open. */
  get addresses(): number {
    return this.#open.size;
  }

  /** A place, given back by the function returned; null: the address has all that it may have. */
  take(address: string): (() => void) | null {
    const key = subscriberOf(address);
    const count = this.#open.get(key) ?? 0;
    if (count >= this.max) {
      this.#refused.inc();
      return null;
    }
    this.#open.set(key, count + 1);
    return () => this.#release(key);
  }

  #release(key: string): void {
    const left = (this.#open.get(key) ?? 1) - 1;
    if (left === 0) this.#open.delete(key);
    else this.#open.set(key, left);
  }
}

/** Counts every connection of the server, before TLS and before the first byte is read; the ones too many are closed. */
export function limitConnections(server: Server, limit: ConnectionLimit, proxies: TrustedProxies): void {
  server.prependListener("connection", (socket: Socket) => {
    const { remoteAddress: address = "" } = socket;
    if (proxies.isProxy(address)) return;
    const release = limit.take(address);
    if (release === null) socket.destroy();
    else socket.once("close", release);
  });
}

/** Counts what comes through a trusted proxy by the address that it tells. */
export function limitForwardedRequests(server: FastifyInstance, limit: ConnectionLimit, proxies: TrustedProxies): void {
  server.addHook("onRequest", (request, reply, done) => {
    if (!proxies.isProxied(request.raw)) return done();
    const release = limit.take(request.clientAddress);
    if (release === null)
      return done(
        new TelewireError("RATE_LIMITED", {
          details: { limit: limit.max, scope: "connections" },
          retryAfterMs: RETRY_MS,
        }),
      );
    reply.raw.once("close", release);
    done();
  });
}
