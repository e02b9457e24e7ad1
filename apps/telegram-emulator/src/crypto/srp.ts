import { pbkdf2Sync } from "node:crypto";

import { bigIntTo256, bytesToBigInt, DH_G, DH_PRIME, modPow } from "./dh.ts";
import { sha256 } from "./hash.ts";
import type { RandomSource } from "./random.ts";

/** What the server keeps of a two-step password: the salts and the verifier, never the password. */
export interface PasswordVerifier {
  readonly salt1: Buffer;
  readonly salt2: Buffer;
  readonly verifier: Buffer;
}

export interface SrpChallenge {
  readonly id: bigint;
  readonly b: bigint;
  readonly gB: Buffer;
}

const primeBytes = bigIntTo256(DH_PRIME);
const gBytes = bigIntTo256(BigInt(DH_G));
const salted = (data: Uint8Array, salt: Uint8Array): Buffer => sha256(Buffer.concat([salt, data, salt]));
const multiplier = bytesToBigInt(sha256(Buffer.concat([primeBytes, gBytes])));

/** PH2 of https://core.telegram.org/api/srp, then g^x. */
export const makeVerifier = (password: string, random: RandomSource): PasswordVerifier => {
  const salt1 = random.bytes(40);
  const salt2 = random.bytes(16);
  const first = salted(salted(Buffer.from(password), salt1), salt2);
  const x = bytesToBigInt(salted(pbkdf2Sync(first, salt1, 100_000, 64, "sha512"), salt2));
  return { salt1, salt2, verifier: bigIntTo256(modPow(BigInt(DH_G), x, DH_PRIME)) };
};

export const makeChallenge = ({ verifier }: PasswordVerifier, random: RandomSource): SrpChallenge => {
  const b = bytesToBigInt(random.bytes(256));
  const gB = (multiplier * bytesToBigInt(verifier) + modPow(BigInt(DH_G), b, DH_PRIME)) % DH_PRIME;
  return { id: random.bytes(8).readBigInt64LE(0), b, gB: bigIntTo256(gB) };
};

/** Whether the client's `A` and `M1` prove that it knows the password. */
export const checkProof = (
  stored: PasswordVerifier,
  challenge: SrpChallenge,
  clientA: Uint8Array,
  proof: Uint8Array,
): boolean => {
  const a = bytesToBigInt(clientA);
  if (a <= 1n || a >= DH_PRIME - 1n) return false;
  const aBytes = bigIntTo256(a);
  const u = bytesToBigInt(sha256(Buffer.concat([aBytes, challenge.gB])));
  const shared = modPow(a * modPow(bytesToBigInt(stored.verifier), u, DH_PRIME), challenge.b, DH_PRIME);
  const key = sha256(bigIntTo256(shared));
  const [hashP, hashG] = [sha256(primeBytes), sha256(gBytes)];
  const mixed = Buffer.from(hashP.map((byte, index) => byte ^ (hashG[index] ?? 0)));
  const expected = sha256(
    Buffer.concat([mixed, sha256(stored.salt1), sha256(stored.salt2), aBytes, challenge.gB, key]),
  );
  return expected.equals(proof);
};

export const passwordPrime = primeBytes;
export const passwordG = DH_G;
