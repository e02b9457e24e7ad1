import { createHmac } from "node:crypto";
import type { RecordStore } from "@telewire/archive";
import { SCOPES_OF_ROLE } from "@telewire/contracts";
import type { Principal } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import { LRUCache } from "lru-cache";
import type { SignInGrant } from "./one-time-tokens.ts";
import { digest, randomToken } from "./random-token.ts";

const NAMESPACE = "dashboard";
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** A login that another node ended is believed at most this long. */
const CACHE_MS = 5000;

export interface DashboardSession {
  readonly principal: Principal;
  readonly expiresAt: number;
}

export interface OpenedLogin {
  readonly keyId: string;
  readonly token: string;
  readonly maxAgeSeconds: number;
}

/** Logins of browsers: a random token in a cookie, what it stands for in the archive. */
export class DashboardSessions {
  readonly #records: RecordStore;
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #cache = new LRUCache<string, DashboardSession>({ max: 1000, ttl: CACHE_MS });

  constructor(records: RecordStore, clock: Clock, ttlSeconds: number) {
    this.#records = records;
    this.#clock = clock;
    this.#ttlMs = ttlSeconds * 1000;
  }

  async open({ role, sessionIds }: SignInGrant): Promise<OpenedLogin> {
    const token = randomToken();
    const principal: Principal = {
      keyId: `dashboard-${digest(token).slice(0, 12)}`,
      role,
      scopes: [...SCOPES_OF_ROLE[role]],
      sessionIds: sessionIds === null ? null : [...sessionIds],
    };
    const session: DashboardSession = { principal, expiresAt: Math.round(this.#clock.now() + this.#ttlMs) };
    await this.#records.put(NAMESPACE, digest(token), JSON.stringify(session), session.expiresAt);
    return { keyId: principal.keyId, token, maxAgeSeconds: this.#ttlMs / 1000 };
  }

  async find(token: string): Promise<DashboardSession | null> {
    return TOKEN.test(token) ? this.findKept(digest(token)) : null;
  }

  /** By the digest of its token, which is all that is kept of it. */
  async findKept(key: string): Promise<DashboardSession | null> {
    const session = this.#cache.get(key) ?? (await this.#read(key));
    return session !== null && session.expiresAt > this.#clock.now() ? session : null;
  }

  async close(token: string): Promise<void> {
    this.#cache.delete(digest(token));
    await this.#records.delete(NAMESPACE, digest(token));
  }

  async #read(key: string): Promise<DashboardSession | null> {
    const value = await this.#records.get(NAMESPACE, key);
    if (value === null) return null;
    const session = JSON.parse(value) as DashboardSession;
    this.#cache.set(key, session);
    return session;
  }
}

/** The anti-forgery token of a cookie login: only who can read our answers knows it. */
export function csrfTokenOf(token: string): string {
  return createHmac("sha256", token).update("telewire-csrf").digest("base64url");
}
