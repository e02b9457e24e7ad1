import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  type KeyObject,
} from "node:crypto";

import { igeDecrypt } from "./ige.ts";
import { sha1, sha256 } from "./hash.ts";

const tlBytes = (value: Buffer): Buffer => {
  const header =
    value.length < 254 ? Buffer.from([value.length]) : Buffer.from([254, value.length & 255, value.length >> 8, 0]);
  const unpadded = Buffer.concat([header, value]);
  return Buffer.concat([unpadded, Buffer.alloc((4 - (unpadded.length % 4)) % 4)]);
};

const fromBase64Url = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");

/** PKCS#1 PEM built from modulus and exponent: Node 24 refuses `export({type: 'pkcs1'})` for imported public keys. */
const pkcs1Pem = (modulus: Buffer, exponent: Buffer): string => {
  const length = (size: number): Buffer =>
    size < 128 ? Buffer.from([size]) : Buffer.from([0x82, size >> 8, size & 255]);
  const integer = (value: Buffer): Buffer => {
    const signed = (value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value;
    return Buffer.concat([Buffer.from([2]), length(signed.length), signed]);
  };
  const body = Buffer.concat([integer(modulus), integer(exponent)]);
  const der = Buffer.concat([Buffer.from([0x30]), length(body.length), body]);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN RSA PUBLIC KEY-----\n${lines.join("\n")}\n-----END RSA PUBLIC KEY-----\n`;
};

/** The server's RSA key: all data centres of one emulator share it. */
export class ServerRsaKey {
  readonly #private: KeyObject;
  readonly publicKeyPem: string;
  readonly fingerprint: bigint;
  readonly modulusHex: string;

  constructor(privateKeyPem: string) {
    this.#private = createPrivateKey(privateKeyPem);
    const jwk = createPublicKey(this.#private).export({ format: "jwk" });
    const modulus = fromBase64Url(jwk.n);
    const exponent = fromBase64Url(jwk.e);
    this.modulusHex = modulus.toString("hex");
    this.publicKeyPem = pkcs1Pem(modulus, exponent);
    this.fingerprint = sha1(Buffer.concat([tlBytes(modulus), tlBytes(exponent)])).readBigInt64LE(12);
  }

  /** A new key. mtcute does not find fingerprints that begin with a zero digit in hex, so those are passed over. */
  static generatePem(): string {
    for (;;) {
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 65537 });
      const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
      if (BigInt.asUintN(64, new ServerRsaKey(pem).fingerprint) >> 60n !== 0n) return pem;
    }
  }

  /** Opens `encrypted_data` of req_DH_params under RSA_PAD or the legacy padding; `undefined` when it is neither. */
  decryptInner(encrypted: Uint8Array): { data: Buffer; legacy: boolean } | undefined {
    if (encrypted.length === 0 || encrypted.length > 256) return undefined;
    const input = Buffer.concat([Buffer.alloc(256 - encrypted.length), encrypted]);
    let plain: Buffer;
    try {
      plain = privateDecrypt({ key: this.#private, padding: constants.RSA_NO_PADDING }, input);
    } catch {
      return undefined; // a number at or above the modulus
    }
    const padded = openRsaPad(plain);
    if (padded) return { data: padded, legacy: false };
    return { data: plain.subarray(21), legacy: true };
  }
}

/** RSA_PAD of https://core.telegram.org/mtproto/auth_key: 32 bytes of masked AES key, then 224 of IGE. */
const openRsaPad = (plain: Buffer): Buffer | undefined => {
  const encrypted = plain.subarray(32);
  const key = Buffer.from(plain.subarray(0, 32));
  const mask = sha256(encrypted);
  for (let index = 0; index < 32; index++) key[index] = (key[index] ?? 0) ^ (mask[index] ?? 0);
  const opened = Buffer.from(igeDecrypt(encrypted, key, Buffer.alloc(32)));
  const data = Buffer.from(opened.subarray(0, 192).toReversed());
  return sha256(Buffer.concat([key, data])).equals(opened.subarray(192, 224)) ? data : undefined;
};
