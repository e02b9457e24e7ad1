import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { contentHashOf } from "../../auth/content-hash.ts";
import { steadily } from "../../http/body-time.ts";
import { callerOf, route } from "../../http/route.ts";
import { uploadParts } from "../../media/upload-parts.ts";

export const uploadMedia = route(OPERATIONS.uploadMedia, async (request, { control, sessions, uploads, options }) => {
  const { sessionId, fileName, mimeType } = request.input;
  const { headers, raw } = request.http;
  const { "content-length": length } = headers;
  if (length === undefined) throw new TelewireError("LENGTH_REQUIRED");
  const sizeBytes = Number(length);
  if (sizeBytes > options.uploadMaxBytes)
    throw new TelewireError("PAYLOAD_TOO_LARGE", { details: { limit: options.uploadMaxBytes } });
  if (sizeBytes === 0) throw new TelewireError("BAD_REQUEST", { details: { problem: "the file is empty" } });
  await sessions.require(sessionId);
  const body = steadily(raw, options.requestTimeoutMs);
  const { fileId, parts, sha256 } = await uploadParts(control, sessionId, body, sizeBytes).catch((error: unknown) => {
    // What is left of the file is not waited for.
    request.reply.header("connection", "close");
    throw error;
  });
  const told = contentHashOf(headers);
  if (told !== null && told !== sha256) throw new TelewireError("INVALID_SIGNATURE");
  const { keyId } = callerOf(request).principal;
  const upload = { sessionId, keyId, fileId, parts, sizeBytes, fileName, mimeType };
  return { data: { ...(await uploads.add(upload)), sizeBytes, sha256 } };
});
