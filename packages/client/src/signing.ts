const encoder = new TextEncoder();

export interface SignedParts {
  readonly method: string;
  /** Path and query as sent. */
  readonly pathAndQuery: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** Headers that sign a request: HMAC-SHA256 over timestamp, nonce, method, path and the body's SHA-256, by WebCrypto. */
export async function signatureHeaders(
  secret: string,
  { method, pathAndQuery, body }: SignedParts,
): Promise<Record<string, string>> {
  const timestamp = String(Date.now());
  const nonce = crypto.randomUUID();
  const bodyHash = await sha256(typeof body === "string" ? encoder.encode(body) : body);
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const text = [timestamp, nonce, method, pathAndQuery, bodyHash].join("\n");
  const signature = hex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  return { "X-Telewire-Timestamp": timestamp, "X-Telewire-Nonce": nonce, "X-Telewire-Signature": `v1=${signature}` };
}

/** Hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
