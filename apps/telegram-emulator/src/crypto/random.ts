import { createHash, randomBytes } from "node:crypto";

/** Bytes for ids, keys and nonces: from the system, or a repeatable stream when a seed is given. */
export interface RandomSource {
  bytes(length: number): Buffer;
  /** A number in [0, 1). */
  fraction(): number;
}

export const systemRandom: RandomSource = {
  bytes: (length) => randomBytes(length),
  fraction: () => Math.random(),
};

/** SHA-256 in counter mode: the same seed gives the same bytes in the same order. */
export const seededRandom = (seed: string): RandomSource => {
  let counter = 0;
  const block = (): Buffer => createHash("sha256").update(`${seed}:${counter++}`).digest();
  const bytes = (length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let filled = 0; filled < length; filled += 32) blocks.push(block());
    return Buffer.concat(blocks).subarray(0, length);
  };
  return { bytes, fraction: () => block().readUInt32LE(0) / 4294967296 };
};
