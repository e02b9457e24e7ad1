import { z } from "zod";
import { CHAIN_FAMILIES, ROLES } from "./detection.ts";

export const ACCESS_ROLES = ["admin", "operator", "ingestor", "analyst", "reader"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** What a credential may do; a role is a set of these. */
export const SCOPES = [
  "messages:read",
  "messages:send",
  "detections:read",
  "sessions:read",
  "sessions:write",
  "rules:read",
  "rules:write",
  "keys:write",
  "audit:read",
  "system:read",
  "system:config",
  "telegram:call",
  "sessions:export",
] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPES_OF_ROLE = {
  admin: SCOPES,
  operator: [
    "messages:read",
    "messages:send",
    "detections:read",
    "sessions:read",
    "sessions:write",
    "rules:read",
    "rules:write",
    "system:read",
  ],
  ingestor: ["messages:read", "messages:send", "detections:read", "sessions:read", "sessions:write"],
  analyst: ["messages:read", "detections:read", "sessions:read", "rules:read", "rules:write", "system:read"],
  reader: ["messages:read", "detections:read"],
} as const satisfies Record<AccessRole, readonly Scope[]>;

/** What of the messages and detections a credential gets to see, on every way of reading; absent parts do not restrict. */
export const readFilter = z
  .strictObject({
    chats: z
      .array(z.string().regex(/^-?\d{1,20}$/))
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: "Only these chats; sending as well." }),
    families: z
      .array(z.enum(CHAIN_FAMILIES))
      .min(1)
      .optional()
      .meta({ description: "Only detections of these families." }),
    roles: z
      .array(z.enum(ROLES))
      .min(1)
      .optional()
      .meta({ description: "Only detections of addresses in these roles." }),
  })
  .meta({ id: "ReadFilter" });
export type ReadFilter = z.infer<typeof readFilter>;

/** Who is calling: the same for a key, a token and a dashboard login. */
export const principal = z.object({
  keyId: z.string(),
  role: z.enum(ACCESS_ROLES),
  scopes: z.array(z.enum(SCOPES)),
  sessionIds: z.array(z.string()).nullable().meta({ description: "Sessions that it may touch; null: all." }),
  filter: readFilter.optional(),
});
export type Principal = z.infer<typeof principal>;
