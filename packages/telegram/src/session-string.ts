import { defaultProductionDc, readStringSession, writeStringSession } from "@mtcute/core/utils.js";
import type { BasicDcOption, DcOptions } from "@mtcute/core/utils.js";
import { TelewireError } from "@telewire/contracts";
import { decodeSecret } from "./session-secret.ts";
import type { SelfUser, SessionSecret } from "./session-secret.ts";

export const SESSION_STRING_FORMATS = ["mtcute", "telethon", "pyrogram", "gramjs"] as const;
export type SessionStringFormat = (typeof SESSION_STRING_FORMATS)[number];

/** A login of another library: the key, where it belongs, and the account where the format tells it. */
export interface ImportedSession {
  readonly format: SessionStringFormat;
  readonly dcs: DcOptions;
  readonly authKey: Uint8Array;
  readonly self: SelfUser | null;
}

const KEY_BYTES = 256;
const PORT = 443;
/** Production DCs, for formats that name only the id. */
const ADDRESSES: Readonly<Record<number, string>> = {
  1: "149.154.175.53",
  2: "149.154.167.51",
  3: "149.154.175.100",
  4: "149.154.167.91",
  5: "91.108.56.130",
};
const TELETHON_IPV4_BYTES = 1 + 4 + 2 + KEY_BYTES;
const TELETHON_IPV6_BYTES = 1 + 16 + 2 + KEY_BYTES;
const PYROGRAM_BYTES = 1 + 4 + 1 + KEY_BYTES + 8 + 1;
const PYROGRAM_1_BYTES = 1 + 1 + KEY_BYTES + 8 + 1;

/** Tells the format by itself. @throws TelewireError BAD_REQUEST when it is none that is known. */
export function readSessionString(text: string): ImportedSession {
  try {
    if (text.startsWith("1")) {
      const bytes = decode(text.slice(1));
      return isGramJs(bytes) ? readGramJs(bytes) : readTelethon(bytes);
    }
    const bytes = decode(text);
    return bytes.length === PYROGRAM_BYTES || bytes.length === PYROGRAM_1_BYTES
      ? readPyrogram(bytes)
      : readMtcute(text);
  } catch (cause) {
    throw new TelewireError("BAD_REQUEST", {
      details: { problem: "not a session string of mtcute, Telethon, Pyrogram or GramJS" },
      cause,
    });
  }
}

/** Whether a session string holds the login of a stored secret: two connections with it would end it. */
export function isSameLogin(text: string, secret: Uint8Array): boolean {
  const { authKey } = readSessionString(text);
  return [...decodeSecret(secret).authKeys.values()].some((key) => Buffer.compare(key, authKey) === 0);
}

/** Whoever has the result owns the account. `apiId` is kept by Pyrogram only. */
export function writeSessionString(
  format: SessionStringFormat,
  { dcs, authKeys, self }: SessionSecret,
  apiId: number,
): string {
  const { main } = dcs;
  const key = authKeys.get(main.id);
  if (key === undefined) throw new TelewireError("INTERNAL");
  switch (format) {
    case "mtcute":
      return writeStringSession({
        version: 3,
        primaryDcs: dcs,
        authKey: key,
        self: { userId: self.id, isBot: self.isBot, isPremium: false, usernames: [] },
      });
    case "telethon":
      return `1${Buffer.concat([Buffer.of(main.id), addressBytes(main.ipAddress), uint16(main.port), key]).toString("base64url")}${padding(main.ipAddress)}`;
    case "gramjs":
      return `1${Buffer.concat([Buffer.of(main.id), uint16(main.ipAddress.length), Buffer.from(main.ipAddress), uint16(main.port), key]).toString("base64")}`;
    default: {
      const head = Buffer.alloc(6);
      head.writeUInt8(main.id, 0);
      head.writeUInt32BE(apiId, 1);
      head.writeUInt8(main.testMode === true ? 1 : 0, 5);
      const tail = Buffer.alloc(9);
      tail.writeBigUInt64BE(BigInt(self.id), 0);
      tail.writeUInt8(self.isBot ? 1 : 0, 8);
      return Buffer.concat([head, key, tail]).toString("base64url");
    }
  }
}

/** It spells the address out, so some of its lengths equal Telethon's. */
function isGramJs(bytes: Buffer): boolean {
  const addressEnd = 3 + bytes.readUInt16BE(1);
  return addressEnd + 2 + KEY_BYTES === bytes.length && /^[\w.:-]+$/.test(bytes.toString("latin1", 3, addressEnd));
}

function readTelethon(bytes: Buffer): ImportedSession {
  if (bytes.length !== TELETHON_IPV4_BYTES && bytes.length !== TELETHON_IPV6_BYTES)
    throw new RangeError("no session of Telethon has this length");
  const addressEnd = bytes.length - KEY_BYTES - 2;
  const address = bytes.subarray(1, addressEnd);
  const ipAddress =
    address.length === 4 ? [...address].join(".") : (address.toString("hex").match(/.{4}/g) ?? []).join(":");
  return imported(
    "telethon",
    {
      id: bytes.readUInt8(0),
      ipAddress,
      port: bytes.readUInt16BE(addressEnd),
      ...(address.length === 16 ? { ipv6: true } : {}),
    },
    bytes.subarray(-KEY_BYTES),
    null,
  );
}

function readGramJs(bytes: Buffer): ImportedSession {
  const addressEnd = 3 + bytes.readUInt16BE(1);
  const key = bytes.subarray(addressEnd + 2);
  return imported(
    "gramjs",
    { id: bytes.readUInt8(0), ipAddress: bytes.toString("utf8", 3, addressEnd), port: bytes.readUInt16BE(addressEnd) },
    key,
    null,
  );
}

function readPyrogram(bytes: Buffer): ImportedSession {
  const keyStart = bytes.length === PYROGRAM_BYTES ? 6 : 2;
  const id = bytes.readUInt8(0);
  const isTest = bytes.readUInt8(keyStart - 1) === 1;
  const ipAddress = ADDRESSES[id];
  if (ipAddress === undefined) throw new RangeError(`no DC ${id}`);
  const self = {
    id: Number(bytes.readBigUInt64BE(keyStart + KEY_BYTES)),
    isBot: bytes.readUInt8(keyStart + KEY_BYTES + 8) === 1,
  };
  return imported(
    "pyrogram",
    { id, ipAddress, port: PORT, ...(isTest ? { testMode: true } : {}) },
    bytes.subarray(keyStart, keyStart + KEY_BYTES),
    self,
  );
}

function readMtcute(text: string): ImportedSession {
  const { primaryDcs, authKey, self } = readStringSession(text);
  if (authKey.length !== KEY_BYTES) throw new RangeError("the key has another length");
  return {
    format: "mtcute",
    dcs: primaryDcs ?? defaultProductionDc,
    authKey,
    self: self === null || self === undefined ? null : { id: self.userId, isBot: self.isBot },
  };
}

function imported(
  format: SessionStringFormat,
  main: BasicDcOption,
  key: Uint8Array,
  self: SelfUser | null,
): ImportedSession {
  if (key.length !== KEY_BYTES) throw new RangeError("the key has another length");
  return { format, dcs: { main, media: main }, authKey: new Uint8Array(key), self };
}

function decode(text: string): Buffer {
  if (!/^[\w+/-]+={0,2}$/.test(text)) throw new RangeError("not base64");
  return Buffer.from(text, "base64");
}

function addressBytes(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Python's decoder wants the padding that base64url leaves out. */
function padding(address: string): string {
  const bytes = address.includes(":") ? TELETHON_IPV6_BYTES : TELETHON_IPV4_BYTES;
  return "=".repeat((3 - (bytes % 3)) % 3);
}
