import { constants, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";

import { NodeCryptoProvider } from "@mtcute/node/utils.js";
import { parsePublicKey } from "@mtcute/core/utils.js";
import { expect, it } from "vitest";

import { ServerRsaKey } from "./rsa.ts";

const key = new ServerRsaKey(ServerRsaKey.generatePem());

it("gives a public key and fingerprint that a client works out for itself", async () => {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  const parsed = parsePublicKey(crypto, key.publicKeyPem);
  expect(parsed.modulus.toLowerCase().replace(/^0+/, "")).toBe(key.modulusHex);
  expect(BigInt(`0x${parsed.fingerprint}`)).toBe(BigInt.asUintN(64, key.fingerprint));
});

it("has no fingerprint with a leading zero digit, which mtcute would not find", () => {
  expect(BigInt.asUintN(64, key.fingerprint).toString(16)).toHaveLength(16);
});

it("opens the legacy padding", () => {
  const data = randomBytes(96);
  const plain = Buffer.concat([Buffer.alloc(1), randomBytes(20), data, randomBytes(256 - 21 - 96)]);
  const encrypted = publicEncrypt({ key: createPublicKey(key.publicKeyPem), padding: constants.RSA_NO_PADDING }, plain);
  const opened = key.decryptInner(encrypted);
  expect(opened?.legacy).toBe(true);
  expect(opened?.data.subarray(0, 96)).toEqual(data);
});

it("answers nothing to what cannot be a cipher text", () => {
  expect(key.decryptInner(Buffer.alloc(256, 0xff))).toBeUndefined();
  expect(key.decryptInner(Buffer.alloc(300))).toBeUndefined();
  expect(key.decryptInner(Buffer.alloc(0))).toBeUndefined();
});
