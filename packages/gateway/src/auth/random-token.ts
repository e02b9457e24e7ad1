import { createHash, randomBytes } from "node:crypto";

/** A token of 256 random bits. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** What is stored of a random token: enough to recognise it, useless to a thief. */
export function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
