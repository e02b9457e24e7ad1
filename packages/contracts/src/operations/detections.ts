import { z } from "zod";
import { CHAIN_FAMILIES, detectionEntry, ROLES } from "../detection.ts";
import { list } from "../query.ts";
import { chatIdSchema, sessionIdSchema } from "../rest.ts";
import { cursor, isoOrMs, pageLimit } from "./fields.ts";
import { define } from "./operation.ts";

export const detectionPage = z
  .object({ detections: z.array(detectionEntry), nextCursor: z.string().nullable() })
  .meta({ id: "DetectionPage" });
export type DetectionPage = z.infer<typeof detectionPage>;

export const DETECTIONS_OPERATIONS = {
  listDetections: define({
    id: "listDetections",
    method: "GET",
    path: "/api/v1/detections",
    tag: "detections",
    access: "detections:read",
    limit: "read",
    hasETag: true,
    hasPostAlias: true,
    summary: "Detections, newest first.",
    input: z.strictObject({
      cursor,
      limit: pageLimit,
      sessionIds: list(sessionIdSchema).optional(),
      chatIds: list(chatIdSchema).optional(),
      families: list(z.enum(CHAIN_FAMILIES)).optional(),
      roles: list(z.enum(ROLES)).optional(),
      address: z.string().min(1).max(256).optional(),
      since: isoOrMs.optional(),
      until: isoOrMs.optional(),
    }),
    data: detectionPage,
    errors: ["BAD_POSITION"],
    example: { families: ["solana"], limit: 20 },
  }),
} as const;
