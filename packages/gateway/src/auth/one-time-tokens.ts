import type { RecordStore } from "@telewire/archive";
import type { AccessRole } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import { systemClock } from "@telewire/kit";
import { digest, randomToken } from "./random-token.ts";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Tokens that work once, on any node: the value behind one is given to its first user only. */
export class OneTimeTokens<Value> {
  readonly #records: RecordStore;
  readonly #namespace: string;
  readonly #clock: Clock;

  constructor(records: RecordStore, namespace: string, clock: Clock = systemClock) {
    this.#records = records;
    this.#namespace = namespace;
    this.#clock = clock;
  }

  async issue(value: Value, ttlMs: number): Promise<string> {
    const token = randomToken();
    const expiresAt = Math.round(this.#clock.now() + ttlMs);
    await this.#records.put(this.#namespace, digest(token), JSON.stringify({ value, expiresAt }), expiresAt);
    return token;
  }

  async redeem(token: string): Promise<Value | null> {
    if (!TOKEN.test(token)) return null;
    const stored = await this.#records.take(this.#namespace, digest(token));
    if (stored === null) return null;
    const { value, expiresAt } = JSON.parse(stored) as { readonly value: Value; readonly expiresAt: number };
    return expiresAt > this.#clock.now() ? value : null;
  }
}

/** Who a sign-in link signs in. */
export interface SignInGrant {
  readonly role: AccessRole;
  readonly sessionIds: readonly string[] | null;
}
export const SIGN_IN_NAMESPACE = "sign-in";
const SIGN_IN_TTL_MS = 600_000;

/** A link that signs a browser in once: `path` goes after the server's base URL. */
export async function createSignInLink(
  { archive, clock = systemClock }: { readonly archive: { readonly records: RecordStore }; readonly clock?: Clock },
  {
    role = "admin",
    sessionIds = null,
    ttlMs = SIGN_IN_TTL_MS,
  }: Partial<SignInGrant> & { readonly ttlMs?: number } = {},
): Promise<{ readonly token: string; readonly path: string }> {
  const token = await new OneTimeTokens<SignInGrant>(archive.records, SIGN_IN_NAMESPACE, clock).issue(
    { role, sessionIds },
    ttlMs,
  );
  return { token, path: `/signin?token=${token}` };
}
