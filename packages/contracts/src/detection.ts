import { z } from "zod";
import { messageSurfaces, messageEntity, trace } from "./message.ts";

export const CHAIN_FAMILIES = ["solana", "evm", "tron", "ton", "sui", "aptos"] as const;
export type ChainFamily = (typeof CHAIN_FAMILIES)[number];
export const ROLES = ["token", "pool", "wallet", "program", "transaction", "bot", "unknown"] as const;
export type Role = (typeof ROLES)[number];
export const SURFACES = [
  "text",
  "entity",
  "link",
  "button",
  "copyButton",
  "preview",
  "quote",
  "poll",
  "joined",
] as const;
export type Surface = (typeof SURFACES)[number];

/** What `detect` reads. `previous`: the messages before it in the chat, newest first, for calls split over messages. */
export const detectInput = z.object({
  text: z.string(),
  entities: z.array(messageEntity).default([]),
  surfaces: messageSurfaces.default({}),
  previous: z
    .array(
      z.object({
        text: z.string(),
        sameSender: z.boolean(),
        secondsBefore: z.number(),
      }),
    )
    .optional(),
});
export type DetectInput = z.infer<typeof detectInput>;

/** One address found. Pure data: the pipeline adds where and when. */
export const finding = z.object({
  family: z.enum(CHAIN_FAMILIES),
  chain: z
    .string()
    .optional()
    .meta({ description: "`solana`, `ethereum`, `bsc`, `base`, ...; absent when only the family is known." }),
  candidates: z
    .array(z.string())
    .optional()
    .meta({ description: "Chains that it may be on, likeliest first, when `chain` is absent." }),
  address: z.string().meta({ description: "Canonical key: equal addresses are equal strings." }),
  display: z.string().meta({ description: "As a person writes it (EIP-55 for EVM)." }),
  role: z.enum(ROLES),
  surface: z.enum(SURFACES),
  span: z
    .object({ offset: z.int().min(0), length: z.int().min(0) })
    .optional()
    .meta({ description: "Where in the message's text, UTF-16 units; absent when the surface is not the text." }),
  transforms: z
    .array(z.string())
    .meta({ description: "What was done to read it, in order; empty when it stood there plainly." }),
  confidence: z.number().min(0).max(1),
  reasons: z.array(z.string()).meta({ description: "Reason codes that raised or lowered the confidence." }),
  flags: z.array(z.string()).meta({ description: "For example `checksum-mismatch`, `off-curve`, `ignored`." }),
});
export type Finding = z.infer<typeof finding>;

export const messageRef = z.object({ sessionId: z.string(), chatId: z.string(), messageId: z.string() });
export type MessageRef = z.infer<typeof messageRef>;

export const DETECTION_KINDS = ["detection", "retraction", "detectionUpdate"] as const;

/** One entry of the detections stream; `id` is its position. */
export const detectionEntry = finding.extend({
  schemaVersion: z.string(),
  id: z.string(),
  kind: z.enum(DETECTION_KINDS),
  source: messageRef,
  chatTitle: z.string().optional(),
  senderName: z.string().optional(),
  senderId: z.string().optional(),
  firstSeen: z.iso.datetime({ precision: 3 }),
  occurrences: z.int().min(1),
  trace,
});
export type DetectionEntry = z.infer<typeof detectionEntry>;
export type NewDetectionEntry = Omit<DetectionEntry, "id">;
