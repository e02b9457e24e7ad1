import { hash, timingSafeEqual } from "node:crypto";

/** Whether two secrets are the same, in a time that does not tell where they differ; the only place that compares secrets. */
export function equalInConstantTime(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}
