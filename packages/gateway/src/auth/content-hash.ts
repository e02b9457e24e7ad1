import type { IncomingHttpHeaders } from "node:http";
import { TelewireError } from "@telewire/contracts";

const HEADER = "x-telewire-content-sha256";

/**
 * What a client says that the hash of a streamed body is, in hex: the signature covers it at once, and the body is held against
 * it at its end. Null without the header.
 * @throws TelewireError INVALID_SIGNATURE when it is no hash
 */
export function contentHashOf(headers: IncomingHttpHeaders): string | null {
  const given = headers[HEADER];
  if (given === undefined) return null;
  if (typeof given !== "string" || !/^[0-9a-f]{64}$/.test(given)) throw new TelewireError("INVALID_SIGNATURE");
  return given;
}
