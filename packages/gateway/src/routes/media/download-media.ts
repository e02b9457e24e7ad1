import { Readable } from "node:stream";
import { OPERATIONS } from "@telewire/contracts";
import { byteRangeOf } from "../../http/byte-range.ts";
import { isKnown } from "../../http/entity-tags.ts";
import { route } from "../../http/route.ts";
import { download } from "../../media/download.ts";

export const downloadMedia = route(OPERATIONS.downloadMedia, async ({ input, http, reply }, { control, sessions }) => {
  const { sessionId, chatId, messageId } = input;
  await sessions.require(sessionId);
  const { sizeBytes, mimeType, fileName } = await control.act({
    sessionId,
    name: "media",
    request: { chatId, messageId },
  });
  const etag = `"${chatId}.${messageId}.${sizeBytes}"`;
  const { range, "if-range": ifRange } = http.headers;
  if (isKnown(etag, "private, no-cache", http, reply)) return { stream: null, status: 304, headers: {} };
  // What an answer 416 tells (RFC 9110, 15.5.17).
  reply.header("content-range", `bytes */${sizeBytes}`);
  // A resumed download must go on in the same file.
  const asked = byteRangeOf(ifRange === undefined || ifRange === etag ? range : undefined, sizeBytes);
  reply.removeHeader("content-range");
  const { start, end } = asked ?? { start: 0, end: sizeBytes - 1 };
  return {
    stream:
      http.method === "HEAD" ? null : Readable.from(download(control, input, { start, end }), { objectMode: false }),
    status: asked === null ? 200 : 206,
    headers: {
      "accept-ranges": "bytes",
      "content-type": mimeType,
      "content-length": String(end - start + 1),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName ?? `${messageId}.bin`)}`,
      // Whatever a sender put into the file, it is not run under our origin.
      "content-security-policy": "sandbox; default-src 'none'",
      ...(asked === null ? {} : { "content-range": `bytes ${start}-${end}/${sizeBytes}` }),
    },
  };
});
