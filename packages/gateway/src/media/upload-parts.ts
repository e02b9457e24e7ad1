import { createHash, randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import type { SessionControl } from "@telewire/telegram";

/** Telegram's rule for upload.saveFilePart (api/files): all parts of this size, the last one shorter. */
const PART_BYTES = 524_288;

export interface UploadedParts {
  readonly fileId: string;
  readonly parts: number;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Hands a stream of known length to Telegram in parts, each as soon as it is whole: no more than two are in memory.
 * @throws TelewireError BAD_REQUEST when the stream is shorter or longer than `sizeBytes`
 */
export async function uploadParts(
  control: SessionControl,
  sessionId: string,
  source: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): Promise<UploadedParts> {
  const fileId = (randomBytes(8).readBigUInt64BE() >> 1n).toString();
  const parts = Math.ceil(sizeBytes / PART_BYTES);
  const hash = createHash("sha256");
  let sending: Promise<unknown> = Promise.resolve();
  let part = 0;
  let sentBytes = 0;
  for await (const chunk of partsOf(whole(source))) {
    sentBytes += chunk.length;
    if (sentBytes > sizeBytes) throw wrongLength();
    hash.update(chunk);
    await sending;
    const request = { fileId, part: part++, parts, sizeBytes, bytes: chunk.toString("base64") };
    sending = control.act({ sessionId, name: "uploadPart", request });
    // Awaited with the next part, or below: until then a failure must not count as unhandled.
    sending.catch(() => undefined);
  }
  await sending;
  if (sentBytes !== sizeBytes || parts === 0) throw wrongLength();
  return { fileId, parts, sizeBytes, sha256: hash.digest("hex") };
}

/** A client that goes in the middle has sent a file that is too short. */
async function* whole(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw cause instanceof TelewireError ? cause : new TelewireError("BAD_REQUEST", { cause });
  }
}

async function* partsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < PART_BYTES) continue;
    const all = Buffer.concat(held);
    let from = 0;
    for (; heldBytes - from >= PART_BYTES; from += PART_BYTES) yield all.subarray(from, from + PART_BYTES);
    held = [all.subarray(from)];
    heldBytes -= from;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

function wrongLength(): TelewireError {
  return new TelewireError("BAD_REQUEST", { details: { problem: "the file does not have the length that was told" } });
}
