import type { Role } from "@telewire/contracts";
import type { Candidate } from "./candidate.ts";
import type { ParsedAddress } from "./chains/chain-detector.ts";

const BASE_CHECKED = 0.995;
const BASE = 0.985;
const WITH_LINK = 0.99;
const MIN = 0.05;

/** What each step of reading takes away: factor on the confidence. */
const FACTOR: Readonly<Record<string, number>> = {
  invisible: 0.995,
  "look-alike": 0.985,
  styled: 0.99,
  keycap: 0.99,
  "digit-look-alike": 0.96,
  "prefix-added": 0.98,
  "spelled-prefix": 0.97,
  separators: 0.98,
  spaces: 0.975,
  lines: 0.975,
  parts: 0.965,
  "order-hints": 0.995,
  "suffix-in-words": 0.97,
  "earlier-message": 0.975,
  "several-surfaces": 0.98,
  reversed: 0.9,
  substituted: 0.93,
};
const MISMATCH_FACTOR = 0.88;
const CHECKED_RELIEF = 0.25;

/** Log odds at which the model is indifferent, and how fast it makes up its mind. */
const MODEL_CENTRE = 12;
const MODEL_SLOPE = 0.25;

export function confidenceOf(
  candidate: Candidate,
  parsed: ParsedAddress,
  reasons: readonly string[],
  role: Role,
): number {
  let confidence = parsed.isChecked ? BASE_CHECKED : reasons.includes("known-link") ? WITH_LINK : BASE;
  for (const transform of candidate.transforms) {
    const factor = FACTOR[transform] ?? 0.95;
    confidence *= parsed.isChecked ? 1 - (1 - factor) * CHECKED_RELIEF : factor;
  }
  if (candidate.odds !== undefined && Number.isFinite(candidate.odds))
    confidence *= 1 / (1 + Math.exp(-MODEL_SLOPE * (candidate.odds - MODEL_CENTRE)));
  if (parsed.flags.includes("checksum-mismatch")) confidence *= MISMATCH_FACTOR;
  if (role === "token" && reasons.includes("role-label")) confidence = 1 - (1 - confidence) * 0.8;
  return Math.round(Math.max(MIN, confidence) * 1000) / 1000;
}
