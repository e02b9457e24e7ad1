import { createSecretKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MemoryNonceStore } from "./nonce-store.ts";
import { checkSignature, SIGNATURE_WINDOW_MS, signatureOf } from "./signature.ts";

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly method: string;
  readonly pathAndQuery: string;
  readonly bodyHex: string;
  readonly bodySha256: string;
  readonly signature: string;
}

const FILE = new URL("../../../../vectors/signatures/v1.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(FILE, "utf8")) as { readonly vectors: readonly Vector[] };

describe("the signature vectors", () => {
  it.each(vectors)("$name", ({ secret, timestamp, nonce, method, pathAndQuery, bodyHex, bodySha256, signature }) => {
    const key = createSecretKey(Buffer.from(secret));
    const body = Buffer.from(bodyHex, "hex");
    for (const given of [body, { sha256: bodySha256 }])
      expect(`v1=${signatureOf(key, timestamp, nonce, method, pathAndQuery, given).toString("hex")}`).toBe(signature);
    const now = Number(timestamp) + SIGNATURE_WINDOW_MS - 1;
    const identity = {
      principal: { keyId: "k", role: "reader" as const, scopes: [], sessionIds: null },
      requireSignature: true,
      signingSecret: key,
    };
    const nonces = new MemoryNonceStore(SIGNATURE_WINDOW_MS, () => now);
    const headers = { "x-telewire-timestamp": timestamp, "x-telewire-nonce": nonce, "x-telewire-signature": signature };
    const check = (change: object) =>
      checkSignature({ headers, method, url: pathAndQuery, body, ...change }, identity, nonces, now);
    for (const change of [
      { method: "PUT" },
      { url: `${pathAndQuery}&` },
      { body: Buffer.concat([body, Buffer.of(0)]) },
    ])
      expect(() => check(change)).toThrow(expect.objectContaining({ code: "INVALID_SIGNATURE" }));
    expect(check({})).toBeUndefined();
    expect(() => check({})).toThrow(expect.objectContaining({ code: "REPLAYED_REQUEST" }));
  });
});
