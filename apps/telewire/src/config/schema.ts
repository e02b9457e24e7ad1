import { CONTENT_POLICIES } from "@telewire/archive";
import { LOG_LEVELS } from "@telewire/kit";
import { gatewayOptions } from "@telewire/gateway";
import { pipelineOptions, validationOptions } from "@telewire/pipeline";
import { z } from "zod";

export const ROLES = ["api", "listener", "consumer"] as const;

const processOptions = z.object({
  roles: z
    .array(z.enum(ROLES))
    .min(1)
    .default([...ROLES])
    .meta({ description: "What this process does." }),
  profile: z
    .enum(["development", "production"])
    .default("development")
    .meta({ description: "`production` refuses unsafe settings." }),
  dataDir: z
    .string()
    .min(1)
    .default(".telewire")
    .meta({ description: "Folder of the embedded log and archive and of generated secrets." }),
  nodeId: z
    .string()
    .regex(/^[\w.-]{1,128}$/)
    .optional()
    .meta({
      description:
        "Name of this process among the nodes, never used by two at a time; default: drawn at start, in the data folder when embedded.",
    }),
  logLevel: z.enum(LOG_LEVELS).default("info").meta({ description: "Least level that is logged." }),
  drainMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(15_000)
    .meta({ description: "Time for an orderly end after the first signal, in milliseconds." }),
});

const storageOptions = z.object({
  redisUrl: z
    .url({ protocol: /^(rediss?|redis-cluster|rediss-cluster|redis\+cluster)$/ })
    .optional()
    .meta({ env: "REDIS_URL", secret: true, description: "Redis for the log; without it the log is embedded." }),
  databaseUrl: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .meta({
      env: "DATABASE_URL",
      secret: true,
      description: "Postgres for the archive; without it the archive is embedded.",
    }),
  logPartitions: z.int().min(1).max(1024).default(1).meta({
    env: "LOG_PARTITIONS",
    description: "Partitions of the log, set once for its life; 16 and more for a Redis cluster.",
  }),
  contentPolicy: z
    .enum(CONTENT_POLICIES)
    .default("all")
    .meta({ description: "Whose text the archive keeps: of no message, of those with a detection, of all." }),
  encryptionKey: z.string().min(1).optional().meta({
    env: "TELEGRAM_ENCRYPTION_KEY",
    secret: true,
    description:
      "Key for stored secrets: 32 bytes as 64 hex digits or base64; several with commas, the first one encrypts; or file:PATH of such a text, read anew when it changes; or vault:NAME of a key in Vault's transit engine, which then wraps keys kept in the archive (telewire rotate-keys). Embedded, one is generated when it is missing.",
  }),
  vaultAddress: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ env: "VAULT_ADDR", description: "Base URL of Vault, for an encryption key that is kept there." }),
  vaultToken: z.string().min(1).optional().meta({
    env: "VAULT_TOKEN",
    secret: true,
    description:
      "Token with which Vault's key is used (encrypt, decrypt and read of it), or file:PATH of one that an agent renews.",
  }),
  vaultTransitMount: z
    .string()
    .regex(/^[\w-]+$/)
    .default("transit")
    .meta({ description: "Where Vault's transit engine is mounted." }),
});

const telegramOptions = z.object({
  telegramApiId: z
    .int()
    .min(1)
    .optional()
    .meta({ env: "TELEGRAM_API_ID", description: "Application id from https://my.telegram.org, for the listener." }),
  telegramApiHash: z.string().min(1).optional().meta({
    env: "TELEGRAM_API_HASH",
    secret: true,
    description: "Application hash from https://my.telegram.org, for the listener.",
  }),
  telegramDc: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$/, "host:port")
    .optional()
    .meta({
      env: "TELEGRAM_DC",
      description: "Another server than Telegram's, as host:port; for example an emulator.",
    }),
  telegramDcPublicKeyFile: z
    .string()
    .min(1)
    .optional()
    .meta({ env: "TELEGRAM_DC_PUBLIC_KEY_FILE", description: "PEM file with that server's RSA public key." }),
});

const clusterOptions = z.object({
  nodeToken: z.string().min(16).optional().meta({
    secret: true,
    description: "Shared by all nodes, for calls between them; default: derived from the encryption key.",
  }),
  internalHost: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .meta({ description: "Address on which a listener takes calls of other nodes." }),
  internalPort: z.int().min(0).max(65_535).default(0).meta({ description: "Port of the same; 0: any free one." }),
  internalUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: "Base URL of the same as other nodes reach it; default: from host and port." }),
});

/** Every setting: of the process, of its storage, and those that the packages declare. */
export const configSchema = z.strictObject({
  ...processOptions.shape,
  ...storageOptions.shape,
  ...telegramOptions.shape,
  ...gatewayOptions.shape,
  ...pipelineOptions.shape,
  ...validationOptions.shape,
  ...clusterOptions.shape,
});
export type Config = z.infer<typeof configSchema>;

/** The fields in the groups in which people read about them. */
export const CONFIG_GROUPS = [
  { title: "Process", schema: processOptions },
  { title: "Storage", schema: storageOptions },
  { title: "Telegram", schema: telegramOptions },
  { title: "API and dashboard", schema: gatewayOptions },
  { title: "Listener and consumer", schema: pipelineOptions },
  { title: "Validation on chain", schema: validationOptions },
  { title: "Several nodes", schema: clusterOptions },
] as const;
