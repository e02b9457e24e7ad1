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

export const messageRef = z
  .object({ sessionId: z.string(), chatId: z.string(), messageId: z.string() })
  .meta({ id: "MessageRef" });
export type MessageRef = z.infer<typeof messageRef>;

/** Who called an address, where and how fast, as of this call: within 24 h over all chats, within 6 h in one chat. */
export const callSpread = z
  .object({
    isFirst: z.boolean().meta({ description: "Nobody called it within 24 h." }),
    isFirstInChat: z.boolean().meta({ description: "Nobody called it in this chat within 6 h." }),
    occurrencesInChat: z.int().min(0).meta({ description: "Messages of this chat that called it within 6 h." }),
    chats: z.int().min(1).meta({ description: "Chats that called it within 24 h." }),
    callsPerMinute: z.int().min(0).meta({ description: "Messages that called it in the last minute." }),
    firstCaller: z
      .object({
        chatId: z.string(),
        messageId: z.string(),
        senderId: z.string().optional(),
        date: z.iso.datetime({ precision: 3 }),
      })
      .optional()
      .meta({ description: "Absent for keys that may not see all sessions and chats." }),
  })
  .meta({ id: "CallSpread" });

export const REPUTATION_KINDS = ["sender", "channel", "forward"] as const;
export type ReputationKind = (typeof REPUTATION_KINDS)[number];
export const reputationView = z
  .object({
    score: z.number().min(0).max(100).meta({ description: "50 is unknown." }),
    certainty: z.number().min(0).max(1).meta({ description: "How much is known, from evidence that has not decayed." }),
    explanation: z.array(z.string()).meta({
      description:
        "Where the score comes from, the heaviest first; counts are decayed, after 14 days an outcome weighs half.",
    }),
  })
  .meta({ id: "Reputation" });

export type ReputationView = z.infer<typeof reputationView>;

/** One token called on several chains. */
export const tokenStory = z
  .object({
    id: z.string(),
    ticker: z.string().optional(),
    name: z.string().optional(),
    members: z.array(
      z.object({
        address: z.string(),
        chain: z.string(),
        firstSeen: z.iso.datetime({ precision: 3 }),
        reasons: z.array(z.enum(["same-message", "same-deployer", "same-name", "same-ticker", "bridged"])).meta({
          description:
            "Why it belongs to the story; empty for the one that began it. `bridged`: its contract, or the bridge's record, names the other as its origin; `same-deployer`: one plain account owns both contracts.",
        }),
      }),
    ),
  })
  .meta({ id: "TokenStory" });
export type TokenStory = z.infer<typeof tokenStory>;

/** What the chain says is at the address. */
export const validation = z
  .object({
    status: z.enum(["confirmed", "refuted", "unknown"]).meta({
      description:
        "`confirmed`: what the call says is there; `refuted`: something else or nothing; `unknown`: nobody could tell.",
    }),
    chain: z.string().meta({ description: "Where it was found, or looked for." }),
    kind: z.string().optional().meta({ description: "`token`, `pool`, `contract`, `program`, `wallet`, `empty`, ..." }),
    token: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Decimals, supply, authorities, name, symbol; of a pool: those of its token." }),
    pool: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Protocol and sides; `traded` is the token that the call is about." }),
    proxy: z.record(z.string(), z.unknown()).optional(),
    reasons: z.array(z.string()),
    checkedAt: z.number().meta({ description: "Epoch ms." }),
  })
  .meta({ id: "Validation" });
export type Validation = z.infer<typeof validation>;

export const DETECTION_KINDS = ["detection", "retraction", "detectionUpdate"] as const;

/** One entry of the detections stream; `id` is its position. */
export const detectionEntry = finding
  .extend({
    schemaVersion: z.string(),
    id: z.string(),
    kind: z.enum(DETECTION_KINDS),
    source: messageRef,
    chatTitle: z.string().optional(),
    senderName: z.string().optional(),
    senderId: z.string().optional(),
    firstSeen: z.iso.datetime({ precision: 3 }).meta({ description: "Date of the first call within 24 h." }),
    occurrences: z.int().min(1).meta({ description: "Messages that called it within 24 h, this one included." }),
    forwardFromId: z.string().optional().meta({ description: "Where the message was forwarded from." }),
    ticker: z.string().optional().meta({ description: "The one cashtag of the message, without its sign." }),
    spread: callSpread.optional(),
    reputation: z
      .partialRecord(z.enum(REPUTATION_KINDS), reputationView)
      .optional()
      .meta({ description: "Of those who made the call, as it stood before it." }),
    story: tokenStory.optional(),
    validation: validation.optional().meta({ description: "Follows in an update, when chains are configured." }),
    trace,
  })
  .meta({ id: "Detection" });
export type DetectionEntry = z.infer<typeof detectionEntry>;
export type NewDetectionEntry = Omit<DetectionEntry, "id">;
