import { createHmac, hash } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { TelewireError } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import type { NonceStore } from "./nonce-store.ts";
import type { KeyIdentity } from "./principals.ts";

/** How far a signature's timestamp may be from the server's clock. */
export const SIGNATURE_WINDOW_MS = 300_000;
const NONCE = /^[\x21-\x7e]{8,128}$/;
const TIMESTAMP = /^\d{10,16}$/;
const SIGNATURE = /^v1=([0-9a-f]{64})$/;
const EMPTY_BODY_HASH = hash("sha256", "");

export interface SignedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly body: SignedBody;
}

/** A body that was read, or what the client says of one that is a stream. */
export type SignedBody = Uint8Array | { readonly sha256: string | null } | null;

/** What is signed: `timestamp \n nonce \n METHOD \n path?query \n hex sha256(body)`. */
export function signatureOf(
  secret: KeyObject,
  timestamp: string,
  nonce: string,
  method: string,
  url: string,
  body: SignedBody,
): Buffer {
  const bodyHash = hashOf(body);
  return createHmac("sha256", secret).update(`${timestamp}\n${nonce}\n${method}\n${url}\n${bodyHash}`).digest();
}

/** @throws TelewireError INVALID_SIGNATURE: a signature that leaves the body out proves nothing */
function hashOf(body: SignedBody): string {
  if (body === null) return EMPTY_BODY_HASH;
  if ("sha256" in body) {
    if (body.sha256 === null) throw new TelewireError("INVALID_SIGNATURE");
    return body.sha256;
  }
  return body.length === 0 ? EMPTY_BODY_HASH : hash("sha256", body);
}

/**
 * Checks a request's signature; a request without one passes where the key does not ask for it.
 * @throws TelewireError SIGNATURE_REQUIRED, CLOCK_SKEW, INVALID_SIGNATURE, REPLAYED_REQUEST
 */
export function checkSignature(
  request: SignedRequest,
  key: KeyIdentity,
  nonces: NonceStore,
  now: number,
): void | Promise<void> {
  const {
    "x-telewire-timestamp": timestamp,
    "x-telewire-nonce": nonce,
    "x-telewire-signature": signature,
  } = request.headers;
  if (timestamp === undefined && nonce === undefined && signature === undefined) {
    if (key.requireSignature) throw new TelewireError("SIGNATURE_REQUIRED");
    return;
  }
  if (typeof timestamp !== "string" || typeof nonce !== "string" || typeof signature !== "string")
    throw new TelewireError("INVALID_SIGNATURE");
  const given = SIGNATURE.exec(signature)?.[1];
  if (given === undefined || !NONCE.test(nonce) || !TIMESTAMP.test(timestamp))
    throw new TelewireError("INVALID_SIGNATURE");
  const skewMs = Math.round(Number(timestamp) - now);
  if (Math.abs(skewMs) > SIGNATURE_WINDOW_MS)
    throw new TelewireError("CLOCK_SKEW", { details: { skewMs, serverTime: new Date(now).toISOString() } });
  const expected = signatureOf(key.signingSecret, timestamp, nonce, request.method, request.url, request.body);
  if (!equalInConstantTime(expected, Buffer.from(given, "hex"))) throw new TelewireError("INVALID_SIGNATURE");
  // Claimed only now: a forged request cannot use up a nonce.
  const claimed = nonces.claim(key.principal.keyId, nonce, Number(timestamp));
  return typeof claimed === "boolean" ? refuseReplay(claimed) : claimed.then(refuseReplay);
}

function refuseReplay(isFirst: boolean): void {
  if (!isFirst) throw new TelewireError("REPLAYED_REQUEST");
}
