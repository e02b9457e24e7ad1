import { TelewireError } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { randomToken } from "./random-token.ts";
import type { SigningKeys } from "./signing-keys.ts";

const ISSUER = "telewire";
const AUDIENCE = "telewire-api";
const MAX_TOKEN_LENGTH = 2048;

export interface AccessClaims {
  readonly keyId: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Access tokens: issued and verified; a token found right is remembered until it expires. */
export class AccessTokens {
  readonly #keys: SigningKeys;
  readonly #clock: Clock;
  readonly #ttlSeconds: number;
  readonly #verified = new LRUCache<string, AccessClaims>({ max: 20_000 });

  constructor(keys: SigningKeys, clock: Clock, ttlSeconds: number) {
    this.#keys = keys;
    this.#clock = clock;
    this.#ttlSeconds = ttlSeconds;
  }

  get ttlSeconds(): number {
    return this.#ttlSeconds;
  }

  async issue(keyId: string): Promise<string> {
    const key = await this.#keys.current();
    const now = Math.floor(this.#clock.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: "EdDSA", kid: key.keyId, typ: "at+jwt" })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(keyId)
      .setJti(randomToken(12))
      .setIssuedAt(now)
      .setExpirationTime(now + this.#ttlSeconds)
      .sign(key.privateKey);
  }

  /** The claims of a token that was verified before and has not expired: no waiting on the hot path. */
  known(token: string): AccessClaims | undefined {
    const claims = this.#verified.get(token);
    return claims !== undefined && claims.expiresAt > this.#clock.now() ? claims : undefined;
  }

  /** @throws TelewireError INVALID_TOKEN, TOKEN_EXPIRED */
  async verify(token: string): Promise<AccessClaims> {
    const known = this.known(token);
    if (known !== undefined) return known;
    if (token.length > MAX_TOKEN_LENGTH) throw new TelewireError("INVALID_TOKEN");
    try {
      const { kid = "" } = decodeProtectedHeader(token);
      const { publicKey } = await this.#keys.byId(kid);
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ["EdDSA"],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: "at+jwt",
        requiredClaims: ["sub", "exp", "jti"],
        currentDate: new Date(this.#clock.now()),
      });
      const claims = { keyId: payload.sub ?? "", expiresAt: (payload.exp ?? 0) * 1000 };
      this.#verified.set(token, claims);
      return claims;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new TelewireError("TOKEN_EXPIRED");
      if (cause instanceof errors.JOSEError || cause instanceof TypeError)
        throw new TelewireError("INVALID_TOKEN", { cause });
      throw cause;
    }
  }
}
