import type { Archive } from "@telewire/archive";
import { BEARER_SUBPROTOCOL, TelewireError } from "@telewire/contracts";
import type { Principal } from "@telewire/contracts";
import type { Clock, SecretBox } from "@telewire/kit";
import type { GatewayOptions } from "../options.ts";
import { AccessTokens } from "./access-tokens.ts";
import { ApiKeyVerifier, isApiKey } from "./api-keys.ts";
import type { Caller } from "./caller.ts";
import { DashboardSessions } from "./dashboard-sessions.ts";
import { OneTimeTokens, SIGN_IN_NAMESPACE } from "./one-time-tokens.ts";
import type { SignInGrant } from "./one-time-tokens.ts";
import { Principals } from "./principals.ts";
import type { KeyIdentity } from "./principals.ts";
import { RefreshTokens } from "./refresh-tokens.ts";
import { SigningKeys } from "./signing-keys.ts";

const COOKIE = "telewire_session";
const BEARER = /^Bearer +(\S+)$/i;
const COOKIE_VALUE = { plain: cookiePattern(cookieName(false)), secure: cookiePattern(cookieName(true)) };

/** What a ticket lets its bearer be: until the credentials that asked for it end. */
export interface TicketGrant {
  readonly principal: Principal;
  readonly expiresAt: number;
  /** Under what the dashboard login that asked for it is kept. */
  readonly login?: string;
}

/** The login's cookie. Over HTTPS its prefix keeps other hosts of the domain, and plain HTTP, from planting one. */
export function cookieName(isSecure: boolean): string {
  return isSecure ? `__Host-${COOKIE}` : COOKIE;
}

function cookiePattern(name: string): RegExp {
  return new RegExp(`(?:^|; *)${name}=([A-Za-z0-9_-]{1,64})(?:;|$)`);
}

export interface CredentialHeaders {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

/** Everything that turns credentials into a caller. */
export class Identity {
  readonly apiKeys: ApiKeyVerifier;
  readonly principals: Principals;
  readonly signingKeys: SigningKeys;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly dashboard: DashboardSessions;
  readonly signInLinks: OneTimeTokens<SignInGrant>;
  readonly tickets: OneTimeTokens<TicketGrant>;
  readonly #callers = new WeakMap<KeyIdentity, Caller>();

  constructor({
    archive,
    secrets,
    clock,
    options,
  }: {
    readonly archive: Archive;
    readonly secrets: SecretBox;
    readonly clock: Clock;
    readonly options: GatewayOptions;
  }) {
    const { records } = archive;
    this.apiKeys = new ApiKeyVerifier(archive, clock);
    this.principals = new Principals(archive, secrets, clock);
    this.signingKeys = new SigningKeys({
      records,
      secrets,
      clock,
      rotateAfterMs: options.jwtKeyRotationHours * 3_600_000,
      tokenTtlMs: options.jwtTtlSeconds * 1000,
    });
    this.accessTokens = new AccessTokens(this.signingKeys, clock, options.jwtTtlSeconds);
    this.refreshTokens = new RefreshTokens(records, clock, options.refreshTtlSeconds);
    this.dashboard = new DashboardSessions(records, clock, options.dashboardTtlSeconds);
    this.signInLinks = new OneTimeTokens(records, SIGN_IN_NAMESPACE, clock);
    this.tickets = new OneTimeTokens(records, "ticket", clock);
  }

  /**
   * The caller of a request, null without credentials. Answers at once when everything needed is in memory.
   * @throws TelewireError INVALID_TOKEN, TOKEN_EXPIRED, UNAUTHENTICATED
   */
  callerOf({ authorization, cookie }: CredentialHeaders, isSecure: boolean): Caller | null | Promise<Caller | null> {
    if (authorization !== undefined) {
      const token = BEARER.exec(authorization)?.[1];
      if (token === undefined) throw new TelewireError("UNAUTHENTICATED");
      return this.byToken(token);
    }
    const login = cookie === undefined ? undefined : COOKIE_VALUE[isSecure ? "secure" : "plain"].exec(cookie)?.[1];
    return login === undefined ? null : this.#byCookie(login);
  }

  byToken(token: string): Caller | Promise<Caller> {
    // The commonest mistake: what to do instead.
    if (isApiKey(token))
      throw new TelewireError("INVALID_TOKEN", {
        details: { problem: "this is an API key: exchange it for a token at POST /api/v1/auth/token" },
      });
    const claims = this.accessTokens.known(token);
    const identity = claims === undefined ? undefined : this.principals.known(claims.keyId);
    if (claims !== undefined && identity !== undefined && identity !== null)
      return this.#callerOf(identity, claims.expiresAt);
    return this.#verifyToken(token);
  }

  /** Caller of a WebSocket that offered `bearer.<jwt>` among its subprotocols. */
  bySubprotocol(offered: Iterable<string>): Caller | null | Promise<Caller> {
    for (const name of offered)
      if (name.startsWith(BEARER_SUBPROTOCOL)) return this.byToken(name.slice(BEARER_SUBPROTOCOL.length));
    return null;
  }

  /**
   * The bearer has what the credentials that asked for the ticket have now.
   * @throws TelewireError INVALID_TICKET also when they ended meanwhile
   */
  async byTicket(ticket: string): Promise<Caller> {
    const grant = await this.tickets.redeem(ticket);
    if (grant === null) throw new TelewireError("INVALID_TICKET");
    const { expiresAt, login } = grant;
    const asked = { principal: grant.principal, cookie: null, ...(login === undefined ? {} : { login }) };
    const principal = await this.current(asked);
    if (principal === null) throw new TelewireError("INVALID_TICKET");
    return { ...asked, principal, scopes: new Set(principal.scopes), expiresAt, via: "ticket", key: null };
  }

  /** Who a client certificate stands for; null: it was mapped to a key that is no more. */
  async byCertificate(keyId: string, expiresAt: number): Promise<Caller | null> {
    const identity = await this.principals.find(keyId);
    if (identity === null) return null;
    const { principal } = identity;
    return { principal, scopes: new Set(principal.scopes), expiresAt, via: "certificate", key: identity, cookie: null };
  }

  /** What the caller's credentials stand for now; null: they hold no more, since keys can be revoked and logins ended. */
  async current({
    principal,
    cookie,
    login,
  }: Pick<Caller, "principal" | "cookie" | "login">): Promise<Principal | null> {
    if (cookie !== null) return (await this.dashboard.find(cookie))?.principal ?? null;
    if (login !== undefined) return (await this.dashboard.findKept(login))?.principal ?? null;
    return (await this.principals.find(principal.keyId))?.principal ?? null;
  }

  async #verifyToken(token: string): Promise<Caller> {
    const { keyId, expiresAt } = await this.accessTokens.verify(token);
    const identity = await this.principals.find(keyId);
    if (identity === null) throw new TelewireError("INVALID_TOKEN");
    return this.#callerOf(identity, expiresAt);
  }

  #callerOf(identity: KeyIdentity, expiresAt: number): Caller {
    const known = this.#callers.get(identity);
    if (known !== undefined && known.expiresAt === expiresAt) return known;
    const caller: Caller = {
      principal: identity.principal,
      scopes: new Set(identity.principal.scopes),
      expiresAt,
      via: "token",
      key: identity,
      cookie: null,
    };
    this.#callers.set(identity, caller);
    return caller;
  }

  async #byCookie(login: string): Promise<Caller> {
    const session = await this.dashboard.find(login);
    if (session === null) throw new TelewireError("UNAUTHENTICATED");
    const { principal, expiresAt } = session;
    return { principal, scopes: new Set(principal.scopes), expiresAt, via: "cookie", key: null, cookie: login };
  }
}
