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

/** A live authorization key: temporary ones point to the permanent key they are bound to. */
export class AuthKey {
  readonly id: bigint;
  readonly record: AuthKeyRecord;
  readonly cipher: KeyCipher;
  readonly sessions = new Map<bigint, MtprotoSession>();
  salt: bigint;
  previousSalt: bigint | undefined;
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
