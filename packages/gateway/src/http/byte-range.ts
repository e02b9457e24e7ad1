import { TelewireError } from "@telewire/contracts";

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** Names of units are the same in capitals (RFC 9110, 14.1). */
const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * The one range of a `Range` header (RFC 9110, 14.1.2); null for the whole file, also where the header asks for several ranges
 * or cannot be read, as the RFC allows.
 * @throws TelewireError RANGE_NOT_SATISFIABLE
 */
export function byteRangeOf(header: string | undefined, sizeBytes: number): ByteRange | null {
  const [, from, to] = RANGE.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return null;
  if (from !== "" && to !== "" && Number(from) > Number(to)) return null;
  const start = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start > end) throw new TelewireError("RANGE_NOT_SATISFIABLE", { details: { sizeBytes } });
  return { start, end };
}
