import { computeSrpParams } from "@mtcute/core/utils.js";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";
import Long from "long";
import { describe, expect, it } from "vitest";

import { seededRandom } from "./random.ts";
import { checkProof, makeChallenge, makeVerifier, passwordG, passwordPrime } from "./srp.ts";

const prove = async (
  password: string,
  stored: ReturnType<typeof makeVerifier>,
  challenge: ReturnType<typeof makeChallenge>,
) => {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  const algo = {
    _: "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow" as const,
    salt1: stored.salt1,
    salt2: stored.salt2,
    g: passwordG,
    p: passwordPrime,
  };
  const request = { hasPassword: true, currentAlgo: algo, srpB: challenge.gB, srpId: Long.ONE };
  const proof = await computeSrpParams(crypto, request as never, password);
  if (proof._ !== "inputCheckPasswordSRP") throw new Error("no proof");
  return proof;
};

describe("two-step password", () => {
  const random = seededRandom("srp");
  const stored = makeVerifier("correct horse", random);

  it("accepts the proof of a client that knows the password", async () => {
    const challenge = makeChallenge(stored, random);
    const { A, M1 } = await prove("correct horse", stored, challenge);
    expect(checkProof(stored, challenge, A, M1)).toBe(true);
  });

  it("refuses a wrong password, and an A of zero", async () => {
    const challenge = makeChallenge(stored, random);
    const { A, M1 } = await prove("wrong", stored, challenge);
    expect(checkProof(stored, challenge, A, M1)).toBe(false);
    expect(checkProof(stored, challenge, new Uint8Array(256), M1)).toBe(false);
  });
});
