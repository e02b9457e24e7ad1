import { createHash } from "node:crypto";

import { KeyCipher } from "../crypto/auth-key.ts";
import type { SrpChallenge } from "../crypto/srp.ts";
import type { Connection } from "./connection.ts";
import type { MtprotoSession } from "./session.ts";

/** What is kept of an authorization key; the journal holds it in this form. */
export interface AuthKeyRecord {
  /** Signed 64-bit id in decimal. */
  readonly id: string;
  readonly dcId: number;
  /** Base64 of the 256 bytes. */
  readonly key: string;
  readonly salt: string;
  readonly createdAt: number;
  /** Seconds since the epoch; only temporary keys have it. */
  readonly expiresAt?: number;
}

export interface Authorization {
  readonly userId: number;
  readonly authorizedAt: number;
  readonly hash: string;
}

export interface DeviceInfo {
  readonly apiId: number;
  readonly deviceModel: string;
  readonly systemVersion: string;
  readonly appVersion: string;
  readonly langCode: string;
}

export interface FutureSalt {
  readonly salt: bigint;
  readonly since: number;
  readonly until: number;
}

/** For this part of its lifetime a salt is taken beside its follower. */
const OVERLAP = 0.5;

/** A live authorization key: temporary ones point to the permanent key they are bound to. */
export class AuthKey {
  readonly id: bigint;
  readonly record: AuthKeyRecord;
  readonly cipher: KeyCipher;
  readonly sessions = new Map<bigint, MtprotoSession>();
  /** The salt in force; `acceptsSalt` keeps it up to date. */
  salt: bigint;
  #firstSalt: bigint;
  /** Seconds since the epoch at which the first salt was given. */
  #saltedAt: number;
  #saltTurn = 0;
  layer = 0;
  device: DeviceInfo | undefined;
  authorization: Authorization | undefined;
  /** Set while the two-step password is still owed. */
  pendingUserId: number | undefined;
  /** The challenge that `account.getPassword` gave. */
  srp: SrpChallenge | undefined;
  bound: AuthKey | undefined;
  /** Why the key no longer counts, when Telegram would say more than AUTH_KEY_UNREGISTERED. */
  revokedAs: { code: number; message: string } | undefined;
  /** Of the permanent key: the session that gets pushed updates. */
  updatesSession: MtprotoSession | undefined;
  /** Of the permanent key: the connections that main calls came from, last and before. */
  mainConnection: Connection | undefined;
  formerMainConnection: Connection | undefined;
  lastActiveAt = 0;

  constructor(record: AuthKeyRecord) {
    this.record = record;
    this.id = BigInt(record.id);
    this.cipher = new KeyCipher(Buffer.from(record.key, "base64"));
    this.salt = BigInt(record.salt);
    this.#firstSalt = this.salt;
    this.#saltedAt = record.createdAt;
  }

  /** Starts a new row of salts; those before count no more. */
  resetSalt(salt: bigint, atSeconds: number): void {
    this.salt = salt;
    this.#firstSalt = salt;
    this.#saltedAt = atSeconds;
    this.#saltTurn = 0;
  }

  /** The salt of each lifetime follows from the first one. */
  #saltOf(turn: number): bigint {
    if (turn <= 0) return this.#firstSalt;
    return createHash("sha256").update(`${this.#firstSalt}:${turn}`).digest().readBigInt64LE(0);
  }

  /** Whether the salt is in force now, or was until less than half a lifetime ago. */
  acceptsSalt(salt: bigint, nowSeconds: number, lifetimeSeconds: number): boolean {
    const age = Math.max(0, nowSeconds - this.#saltedAt);
    const turn = Math.floor(age / lifetimeSeconds);
    if (turn !== this.#saltTurn) {
      this.#saltTurn = turn;
      this.salt = this.#saltOf(turn);
    }
    if (salt === this.salt) return true;
    return turn > 0 && age % lifetimeSeconds < lifetimeSeconds * OVERLAP && salt === this.#saltOf(turn - 1);
  }

  /** The salts to come, the present one first, with the seconds between which each counts. */
  futureSalts(nowSeconds: number, lifetimeSeconds: number, count: number): FutureSalt[] {
    const first = Math.floor(Math.max(0, nowSeconds - this.#saltedAt) / lifetimeSeconds);
    return Array.from({ length: count }, (_, index) => {
      const since = this.#saltedAt + (first + index) * lifetimeSeconds;
      const until = Math.floor(since + lifetimeSeconds * (1 + OVERLAP));
      return { salt: this.#saltOf(first + index), since, until };
    });
  }

  get dcId(): number {
    return this.record.dcId;
  }

  get isTemporary(): boolean {
    return this.record.expiresAt !== undefined;
  }

  /** The key that carries the login: itself, or the one a temporary key is bound to. */
  get permanent(): AuthKey {
    return this.bound ?? this;
  }

  get userId(): number | undefined {
    return this.permanent.authorization?.userId;
  }

  isExpired(nowMs: number): boolean {
    return this.record.expiresAt !== undefined && this.record.expiresAt * 1000 <= nowMs;
  }
}
