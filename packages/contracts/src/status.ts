import { z } from "zod";

/**
 * States of a session. `connecting`, `catching-up`, `live`, `stalled` (link or log trouble: being mended) come and go;
 * `limited` and `frozen` are Telegram's sanctions on a working login; `revoked`, `duplicated`, `banned` are final.
 */
export const SESSION_STATES = [
  "connecting",
  "catching-up",
  "live",
  "stalled",
  "limited",
  "frozen",
  "revoked",
  "duplicated",
  "banned",
  "stopped",
] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** Health is evidence, never a flag: every time is epoch ms, null when it never happened. */
export const sessionEvidence = z
  .object({
    connectedAt: z.number().nullable(),
    lastUpdateAt: z.number().nullable().meta({ description: "Last update received from Telegram." }),
    lastProbeAt: z.number().nullable().meta({ description: "Last successful call or probe over the link." }),
    lastProbeMs: z.number().nullable().meta({ description: "How long that probe took." }),
    lastAppendAt: z.number().nullable().meta({ description: "Last append to the log that committed." }),
    reconnects: z.int(),
    gapsRecovered: z.int().meta({ description: "Differences fetched after a gap or a reconnect." }),
    messages: z.int().meta({ description: "Messages appended since the owner started." }),
    backfilled: z.int(),
    pendingAppends: z.int(),
    lastError: z
      .string()
      .nullable()
      .meta({ description: "Type of Telegram's last error, for example AUTH_KEY_UNREGISTERED." }),
  })
  .meta({ id: "SessionEvidence" });
export type SessionEvidence = z.infer<typeof sessionEvidence>;

/** One entry of the status stream; `id` is its position. */
export const statusEntry = z
  .object({
    schemaVersion: z.string(),
    id: z.string(),
    kind: z.literal("status"),
    sessionId: z.string(),
    state: z.enum(SESSION_STATES),
    nodeId: z.string(),
    evidence: sessionEvidence,
    at: z.number(),
  })
  .meta({ id: "SessionStatus" });
export type StatusEntry = z.infer<typeof statusEntry>;
export type NewStatusEntry = Omit<StatusEntry, "id">;
