import { z } from "zod";

const chat = z
  .string()
  .regex(
    /^(-?\d{1,20}|(@|https:\/\/t\.me\/)?[A-Za-z]\w{3,31})$/,
    "a chat id (for example -1001234567890) or a username",
  );

/** Settings of the listener and the consumer. */
export const pipelineOptions = z.object({
  monitoredChats: z
    .array(chat)
    .default([])
    .meta({ env: "MONITORED_CHATS", description: "Chats whose messages are recorded: ids or usernames; empty: all." }),
  enableTelegramStream: z.boolean().default(true).meta({
    env: "ENABLE_TELEGRAM_STREAM",
    description: "Whether messages are recorded in the log; when off, sessions serve API calls only.",
  }),
  consumerGroupId: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default("node-consumers")
    .meta({
      env: "CONSUMER_GROUP_ID",
      description: "Consumer group that archives: nodes with the same one share the work.",
    }),
  consumerBatchSize: z
    .int()
    .min(1)
    .max(2000)
    .default(500)
    .meta({ description: "Entries archived in one write at most." }),
  consumerBatchWaitMs: z
    .int()
    .min(0)
    .max(5000)
    .default(50)
    .meta({ description: "How long the consumer gathers entries for one write, in milliseconds." }),
  consumerClaimIdleMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(30_000)
    .meta({ description: "After this time without an ack, in milliseconds, another consumer takes an entry over." }),
  consumerMaxDeliveries: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .meta({ description: "Deliveries after which an entry that cannot be archived goes to the dead letters." }),
  leaseTtlMs: z.int().min(1500).max(120_000).default(10_000).meta({
    description:
      "Lifetime of the lease on a session, in milliseconds: a dead node's sessions start elsewhere after it.",
  }),
  statusIntervalMs: z.int().min(100).max(600_000).default(5000).meta({
    description:
      "Evidence of a session's health is published at most this often, in milliseconds; changes of state at once.",
  }),
  logMaxAgeHours: z
    .number()
    .min(0)
    .max(87_600)
    .default(72)
    .meta({ description: "Archived entries older than this are trimmed from the log, in hours; 0 keeps them." }),
  logMaxEntries: z.int().min(0).default(1_000_000).meta({
    description: "Archived entries beyond this number are trimmed from each partition of the log; 0 keeps them.",
  }),
  archiveMessageDays: z
    .number()
    .min(0)
    .default(0)
    .meta({ description: "Archived messages are deleted after this many days; 0 keeps them." }),
  archiveDetectionDays: z
    .number()
    .min(0)
    .default(0)
    .meta({ description: "Archived detections are deleted after this many days; 0 keeps them." }),
  housekeepingIntervalMs: z
    .int()
    .min(100)
    .max(86_400_000)
    .default(60_000)
    .meta({ description: "How often the log is trimmed and the archive's retention applied, in milliseconds." }),
});
export type PipelineOptions = z.infer<typeof pipelineOptions>;
