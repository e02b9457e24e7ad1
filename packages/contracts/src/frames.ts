import { z } from "zod";
import { alertEntry } from "./alert.ts";
import { detectionEntry } from "./detection.ts";
import { messageEntry } from "./message.ts";
import { qrLoginData } from "./rest.ts";
import { statusEntry } from "./status.ts";

const frame = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), id: z.string().nullable(), data, timestamp: z.number() });

/** `no-position`: the client named no position for a partition of the topic. */
export const GAP_REASONS = ["trimmed", "other-epoch", "slow-reader", "no-position"] as const;

/** Frames that the server sends. `id` is a position, `timestamp` epoch ms of sending. */
export const serverFrame = z.discriminatedUnion("type", [
  frame(
    "HELLO",
    z.object({
      recovered: z.boolean(),
      position: z.string(),
      topic: z.string(),
      heartbeatMs: z.int().meta({
        description:
          "Longest silence of the server, in milliseconds: whoever hears nothing for two of them has lost the connection, and reconnects from the last position.",
      }),
    }),
  ),
  frame("NEW_MESSAGE", messageEntry),
  frame("MESSAGE_EDITED", messageEntry),
  frame("MESSAGE_DELETED", messageEntry),
  frame("DETECTION", detectionEntry),
  frame("DETECTION_UPDATED", detectionEntry),
  frame("DETECTION_RETRACTED", detectionEntry),
  frame("RULE_HIT", alertEntry),
  frame("ANOMALY", alertEntry),
  frame("SESSION_STATUS", statusEntry),
  frame("LOGIN_STATE", qrLoginData),
  frame("METRICS", z.record(z.string(), z.unknown())),
  frame(
    "HEARTBEAT",
    z
      .object({ position: z.string() })
      .meta({ description: "Nothing else was sent for a while. Everything up to `position` was." }),
  ),
  frame("GAP", z.object({ from: z.string().nullable(), to: z.string(), reason: z.enum(GAP_REASONS) })),
  frame("ERROR", z.object({ code: z.string(), message: z.string() })),
  frame(
    "CLOSE",
    z.object({ code: z.int(), reason: z.string() }).meta({
      description: "Last event of an event stream: the close code and reason that a WebSocket would have had.",
    }),
  ),
]);
export type ServerFrame = z.infer<typeof serverFrame>;
export type FrameType = ServerFrame["type"];

/** Which frame an entry's `kind` travels in. */
export const FRAME_OF_KIND = {
  message: "NEW_MESSAGE",
  edit: "MESSAGE_EDITED",
  delete: "MESSAGE_DELETED",
  detection: "DETECTION",
  detectionUpdate: "DETECTION_UPDATED",
  retraction: "DETECTION_RETRACTED",
  ruleHit: "RULE_HIT",
  anomaly: "ANOMALY",
  status: "SESSION_STATUS",
} as const satisfies Record<string, FrameType>;
export type EntryKind = keyof typeof FRAME_OF_KIND;
