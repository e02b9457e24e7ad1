import type { AuthKey } from "./mtproto/auth-keys.ts";

export interface LoginToken {
  readonly token: Buffer;
  readonly key: AuthKey;
  /** Seconds since the epoch. */
  readonly expires: number;
  acceptedBy?: number;
}

const MAX_TOKENS = 10_000;

/** Short-lived secrets that pass a login from one key to another; they do not survive a restart. */
export class Tickets {
  readonly #exports = new Map<string, { userId: number; dcId: number }>();
  readonly #tokens = new Map<string, LoginToken>();
  readonly #futureAuth = new Map<string, number>();

  putExport(bytes: Uint8Array, userId: number, dcId: number): void {
    this.#exports.set(Buffer.from(bytes).toString("hex"), { userId, dcId });
  }

  /** Redeems exported bytes, once, at the data centre they were made for. */
  takeExport(bytes: Uint8Array, dcId: number): number | undefined {
    const name = Buffer.from(bytes).toString("hex");
    const ticket = this.#exports.get(name);
    if (ticket?.dcId !== dcId) return undefined;
    this.#exports.delete(name);
    return ticket.userId;
  }

  /** A token that spares its user the code at a later login. */
  putFutureAuth(bytes: Uint8Array, userId: number): void {
    this.#futureAuth.set(Buffer.from(bytes).toString("hex"), userId);
  }

  /** Redeems one of the tokens, once. */
  takeFutureAuth(tokens: readonly Uint8Array[], userId: number): boolean {
    const name = tokens
      .map((bytes) => Buffer.from(bytes).toString("hex"))
      .find((hex) => this.#futureAuth.get(hex) === userId);
    return name !== undefined && this.#futureAuth.delete(name);
  }

  putToken(token: LoginToken): void {
    if (this.#tokens.size >= MAX_TOKENS) this.#tokens.delete(this.#tokens.keys().next().value ?? "");
    this.#tokens.set(token.token.toString("hex"), token);
  }

  token(bytes: Uint8Array): LoginToken | undefined {
    return this.#tokens.get(Buffer.from(bytes).toString("hex"));
  }

  /** The token of this key that somebody has accepted. */
  acceptedFor(key: AuthKey): LoginToken | undefined {
    for (const token of this.#tokens.values()) if (token.key === key && token.acceptedBy !== undefined) return token;
    return undefined;
  }

  dropToken(token: LoginToken): void {
    this.#tokens.delete(token.token.toString("hex"));
  }
}
