import type { IncomingMessage } from "node:http";
import { isIP, isIPv4 } from "node:net";
import { TLSSocket } from "node:tls";
import proxyAddr from "@fastify/proxy-addr";

declare module "fastify" {
  interface FastifyRequest {
    /** Where the request comes from, as far as proxies are believed. */
    clientAddress: string;
  }
}

/** `1.2.3.4:567`, `[::1]` and `[::1]:567`: some proxies tell ports as well. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+):\d{1,5})$/;
/** Groups of an IPv6 address that one subscriber has all to itself. */
const SUBSCRIBER_GROUPS = 4;

/** Whom a request comes from behind the proxies that are believed; one that is not says nothing about anybody. */
export class TrustedProxies {
  readonly #trusts: (address: string, hop: number) => boolean;

  constructor(networks: readonly string[]) {
    this.#trusts = networks.length === 0 ? () => false : proxyAddr.compile([...networks]);
  }

  /** Whether the other end of the connection is a proxy, which many clients share. */
  isProxied({ socket }: IncomingMessage): boolean {
    return this.isProxy(socket.remoteAddress ?? "");
  }

  isProxy(address: string): boolean {
    return isIP(address) !== 0 && this.#trusts(address, 0);
  }

  /**
   * The nearest address that is no trusted proxy's. `X-Forwarded-For` is read from its end, and only as far as trusted proxies
   * wrote it; what is no address there ends it.
   */
  addressOf({ socket, headers }: IncomingMessage): string {
    let address = plainAddress(socket.remoteAddress ?? "") ?? "unknown";
    if (!this.isProxy(address)) return address;
    const told = headers["x-forwarded-for"];
    const hops = (Array.isArray(told) ? told.join(",") : (told ?? "")).split(",");
    for (const hop of hops.toReversed()) {
      const next = plainAddress(hop.trim());
      if (next === null) break;
      address = next;
      if (!this.isProxy(address)) break;
    }
    return address;
  }

  isSecure(request: IncomingMessage): boolean {
    if (request.socket instanceof TLSSocket) return true;
    return this.isProxied(request) && lastOf(request.headers["x-forwarded-proto"]) === "https";
  }

  /** What the client asked for: the host as it, not a proxy, wrote it. */
  hostOf(request: IncomingMessage): string | undefined {
    const told = this.isProxied(request) ? lastOf(request.headers["x-forwarded-host"]) : undefined;
    return told ?? request.headers.host;
  }
}

/** What budgets, scores and connections are counted for: an IPv6 subscriber has a whole /64. */
export function subscriberOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  const own = groups.slice(0, SUBSCRIBER_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
  return `${own.join(":")}::/64`;
}

/** An IPv4 or IPv6 address, without port and brackets, IPv4 as such; null: it is none. */
function plainAddress(text: string): string | null {
  const [, bracketed, withPort] = WITH_PORT.exec(text) ?? [];
  const address = bracketed ?? withPort ?? text;
  const mapped = /^::ffff:(.*)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIP(address) === 0 ? null : address.toLowerCase();
}

function lastOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(",") : header;
  return text?.split(",").at(-1)?.trim();
}
