import { z } from "zod";
import { sessionIdSchema } from "../rest.ts";
import { CHAT_ERRORS, chatId, messageId, OWNER_ERRORS } from "./fields.ts";
import { define } from "./operation.ts";

export const MEDIA_OPERATIONS = {
  uploadMedia: define({
    id: "uploadMedia",
    method: "POST",
    path: "/api/v1/media/upload",
    tag: "media",
    access: "messages:send",
    limit: "write",
    bytes: "upload",
    summary:
      "Streams a file to Telegram, to be sent with sendMessage within an hour. The body is the file, its fields are in the query; a signature needs the header `X-Telewire-Content-SHA256`.",
    input: z.strictObject({
      sessionId: sessionIdSchema,
      fileName: z.string().min(1).max(255),
      mimeType: z
        .string()
        .regex(/^[\w.+-]{1,64}\/[\w.+-]{1,64}$/)
        .default("application/octet-stream"),
    }),
    data: z.object({
      uploadId: z.string(),
      sizeBytes: z.int(),
      sha256: z.string(),
      expiresAt: z.string(),
    }),
    errors: [...OWNER_ERRORS, "LENGTH_REQUIRED", "PAYLOAD_TOO_LARGE", "REQUEST_TIMEOUT"],
    example: { sessionId: "alice", fileName: "chart.png", mimeType: "image/png" },
  }),
  downloadMedia: define({
    id: "downloadMedia",
    method: "GET",
    path: "/api/v1/media/{chatId}/{messageId}",
    tag: "media",
    access: "messages:read",
    limit: "read",
    bytes: "download",
    summary:
      "The file of a message, streamed. Takes `Range` (one range) and `If-Range`, so that a download can be resumed.",
    input: z.strictObject({ sessionId: sessionIdSchema, chatId, messageId }),
    data: z.never(),
    errors: [...CHAT_ERRORS, "MESSAGE_NOT_FOUND", "NOT_FOUND", "RANGE_NOT_SATISFIABLE"],
    example: { sessionId: "alice", chatId: "-1001234567890", messageId: "42" },
  }),
} as const;
