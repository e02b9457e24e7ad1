import { z } from "zod";
import { alertEntry, ALERT_KINDS } from "../alert.ts";
import { callSpread, CHAIN_FAMILIES, REPUTATION_KINDS, reputationView, tokenStory } from "../detection.ts";
import { list } from "../query.ts";
import { chatIdSchema, sessionIdSchema } from "../rest.ts";
import { cursor, pageLimit } from "./fields.ts";
import { define } from "./operation.ts";

export const addressInsight = z
  .object({
    family: z.enum(CHAIN_FAMILIES),
    address: z.string(),
    spread: callSpread
      .pick({ chats: true, callsPerMinute: true, firstCaller: true })
      .extend({ occurrences: z.int().min(1) })
      .nullable()
      .meta({ description: "Of the last 24 h as of its last call; null when nobody called it." }),
    story: tokenStory.nullable(),
  })
  .meta({ id: "AddressInsight" });
export type AddressInsight = z.infer<typeof addressInsight>;
const reputationInsight = reputationView
  .extend({ kind: z.enum(REPUTATION_KINDS), subjectId: z.string() })
  .meta({ id: "ReputationOfSubject" });
const alertPage = z
  .object({ alerts: z.array(alertEntry), nextCursor: z.string().nullable() })
  .meta({ id: "AlertPage" });

export const INSIGHT_OPERATIONS = {
  getReputation: define({
    id: "getReputation",
    method: "GET",
    path: "/api/v1/reputations/{kind}/{subjectId}",
    tag: "detections",
    access: "detections:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary:
      "What became of the calls of a sender, a channel or a forward source; for keys that see every session and chat.",
    input: z.strictObject({ kind: z.enum(REPUTATION_KINDS), subjectId: z.string().regex(/^-?\d{1,20}$/) }),
    data: reputationInsight,
    example: { kind: "channel", subjectId: "-1001234567890" },
  }),
  getAddress: define({
    id: "getAddress",
    method: "GET",
    path: "/api/v1/addresses/{family}/{address}",
    tag: "detections",
    access: "detections:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "Who called an address, how far it spread, and its story; for keys that see every session and chat.",
    input: z.strictObject({ family: z.enum(CHAIN_FAMILIES), address: z.string().min(1).max(256) }),
    data: addressInsight,
    example: { family: "solana", address: "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr" },
  }),
  listAlerts: define({
    id: "listAlerts",
    method: "GET",
    path: "/api/v1/alerts",
    tag: "detections",
    access: "detections:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary:
      "Hits of the caller's rules and anomalies that the log still holds, newest first; of one partition after the other.",
    input: z.strictObject({
      cursor,
      limit: pageLimit,
      sessionIds: list(sessionIdSchema).optional(),
      chatIds: list(chatIdSchema).optional(),
      kinds: list(z.enum(ALERT_KINDS)).optional(),
    }),
    data: alertPage,
    errors: ["BAD_POSITION"],
    example: { limit: 20 },
  }),
} as const;
