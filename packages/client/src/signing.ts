const encoder = new TextEncoder();

export interface SignedParts {
  readonly method: string;
  /** Path and query as sent. */
  readonly pathAndQuery: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** When and under which name a request is signed. */
export interface SignatureSeal {
  /** Epoch ms. */
  readonly timestamp: string;
  /** Never used again. */
  readonly nonce: string;
}

/** HMAC-SHA256 over timestamp, nonce, method, path and the body's SHA-256, by WebCrypto: `v1=<hex>`. */
export async function signatureOf(
  secret: string,
  { timestamp, nonce }: SignatureSeal,
  { method, pathAndQuery, body }: SignedParts,
): Promise<string> {
  const bodyHash = await sha256(typeof body === "string" ? encoder.encode(body) : body);
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const text = [timestamp, nonce, method, pathAndQuery, bodyHash].join("\n");
  return `v1=${hex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)))}`;
}

/** Headers that sign a request now. */
export async function signatureHeaders(secret: string, parts: SignedParts): Promise<Record<string, string>> {
  const seal = { timestamp: String(Date.now()), nonce: crypto.randomUUID() };
  return {
    "X-Telewire-Timestamp": seal.timestamp,
    "X-Telewire-Nonce": seal.nonce,
    "X-Telewire-Signature": await signatureOf(secret, seal, parts),
  };
}

/** Hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
