import type { SessionControl } from "@telewire/telegram";
import type { ByteRange } from "../http/byte-range.ts";

/** Telegram's steps: offsets in 4 KiB, at most up to the next MiB border (api/files). */
const STEP_BYTES = 4096;
const BLOCK_BYTES = 1_048_576;

export interface FileOfMessage {
  readonly sessionId: string;
  readonly chatId: string;
  readonly messageId: string;
}

/** The bytes of a range, a block at a time; the next block is asked for while one is read. */
export async function* download(
  control: SessionControl,
  { sessionId, ...file }: FileOfMessage,
  { start, end }: ByteRange,
): AsyncGenerator<Buffer> {
  const block = (offset: number): Promise<Buffer> => {
    const offsetBytes = offset - (offset % STEP_BYTES);
    const wanted = Math.min(end + 1, offset - (offset % BLOCK_BYTES) + BLOCK_BYTES);
    const asked = control.act({
      sessionId,
      name: "download",
      request: { ...file, offsetBytes, limitBytes: wanted - offsetBytes },
    });
    const bytes = asked.then((answer) => Buffer.from(answer.bytes, "base64").subarray(offset - offsetBytes));
    // It may be asked for and then not read, when the client goes.
    bytes.catch(() => undefined);
    return bytes;
  };
  let offset = start;
  let next = block(offset);
  while (offset <= end) {
    const bytes = await next;
    if (bytes.length === 0) throw new Error("Telegram has less of the file than it told");
    offset += bytes.length;
    if (offset <= end) next = block(offset);
    yield bytes;
  }
}
