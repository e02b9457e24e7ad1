import { z } from "zod";
import { messageRef } from "./detection.ts";
import { trace } from "./message.ts";

export const ALERT_KINDS = ["ruleHit", "anomaly"] as const;
export const ANOMALY_TYPES = ["message-rate", "call-rate", "new-addresses", "coordinated", "sender-change"] as const;

const ruleHit = z
  .object({
    ruleId: z.string(),
    name: z.string(),
    ownerId: z.string().meta({ description: "Key that the rule belongs to." }),
    surface: z.enum(["text", "button", "preview", "quote", "poll", "link"]),
    span: z
      .object({ offset: z.int().min(0), length: z.int().min(0) })
      .optional()
      .meta({ description: "Where in the message's text, UTF-16 units; absent on other surfaces." }),
    match: z.string().meta({ description: "What matched, at most 256 characters." }),
  })
  .meta({ id: "RuleHit" });
export type RuleHitView = z.infer<typeof ruleHit>;

const anomaly = z
  .object({
    type: z.enum(ANOMALY_TYPES),
    subject: z.string().meta({ description: "Chat, sender or address that it is about." }),
    severity: z
      .number()
      .meta({ description: "Standard deviations above the usual; of coordinated posting, chats a minute." }),
    explanation: z.string(),
  })
  .meta({ id: "Anomaly" });

/** One entry of the alerts stream: `rule` in a `ruleHit`, `anomaly` in an `anomaly`; `source` is the message that raised it. */
export const alertEntry = z
  .object({
    schemaVersion: z.string(),
    id: z.string(),
    kind: z.enum(ALERT_KINDS),
    source: messageRef,
    date: z.iso.datetime({ precision: 3 }),
    chatTitle: z.string().optional(),
    senderId: z.string().optional(),
    senderName: z.string().optional(),
    rule: ruleHit.optional(),
    anomaly: anomaly.optional(),
    trace,
  })
  .meta({ id: "Alert" });
export type AlertEntry = z.infer<typeof alertEntry>;
export type NewAlertEntry = Omit<AlertEntry, "id">;
