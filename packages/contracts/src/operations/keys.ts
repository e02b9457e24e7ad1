import { z } from "zod";
import { ACCESS_ROLES, readFilter, SCOPES } from "../identity.ts";
import { flag, integer } from "../query.ts";
import { sessionIdSchema } from "../rest.ts";
import { isoOrMs, none } from "./fields.ts";
import { define } from "./operation.ts";

const keyId = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .meta({ description: "The part of an API key after `tw_`." });
export const apiKeyView = z
  .object({
    keyId,
    name: z.string(),
    role: z.enum(ACCESS_ROLES),
    scopes: z.array(z.enum(SCOPES)),
    sessionIds: z.array(z.string()).nullable(),
    requireSignature: z.boolean(),
    filter: readFilter.nullable(),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKeyView = z.infer<typeof apiKeyView>;
const createdKey = z
  .object({
    keyId,
    apiKey: z.string(),
    secret: z.string().meta({ description: "Secret of request signatures." }),
  })
  .meta({ id: "CreatedKey" });

export const KEYS_OPERATIONS = {
  listKeys: define({
    id: "listKeys",
    method: "GET",
    path: "/api/v1/keys",
    tag: "keys",
    access: "keys:write",
    limit: "read",
    hasETag: true,
    summary: "The API keys, without their secrets.",
    input: none,
    data: z.object({ keys: z.array(apiKeyView) }),
    example: {},
  }),
  createKey: define({
    id: "createKey",
    creates: true,
    method: "POST",
    path: "/api/v1/keys",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "A new API key, with at most the caller's own rights; key and secret are shown this once.",
    input: z.strictObject({
      name: z.string().min(1).max(100),
      role: z.enum(ACCESS_ROLES),
      scopes: z.array(z.enum(SCOPES)).min(1).optional().meta({ description: "Default: those of the role." }),
      sessionIds: z
        .array(sessionIdSchema)
        .max(10_000)
        .nullable()
        .optional()
        .meta({ description: "Sessions that it may touch; default: those of the caller." }),
      requireSignature: flag.optional(),
      expiresAt: isoOrMs.optional(),
      filter: readFilter.optional(),
    }),
    data: createdKey,
    example: { name: "worker", role: "reader", sessionIds: ["alice"] },
  }),
  rotateKey: define({
    id: "rotateKey",
    creates: true,
    method: "POST",
    path: "/api/v1/keys/{keyId}/rotate",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "A new key with the same rights and the rules of the old one, which works until the overlap has passed.",
    input: z.strictObject({ keyId, overlapSeconds: integer(0, 2_592_000).default(86_400) }),
    data: createdKey,
    errors: ["NOT_FOUND"],
    example: { keyId: "0123456789ab", overlapSeconds: 3600 },
  }),
  setKeyFilter: define({
    id: "setKeyFilter",
    method: "POST",
    path: "/api/v1/keys/{keyId}/filter",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary:
      "Changes what a key gets to see; its open WebSockets are closed with 4004 and come back under the new filter.",
    input: z.strictObject({ keyId, filter: readFilter.nullable() }),
    data: z.object({ keyId }),
    errors: ["NOT_FOUND"],
    example: { keyId: "0123456789ab", filter: { chats: ["-1001234567890"] } },
  }),
  revokeKey: define({
    id: "revokeKey",
    method: "DELETE",
    path: "/api/v1/keys/{keyId}",
    tag: "keys",
    access: "keys:write",
    limit: "write",
    summary: "Ends a key; its tokens stop working within seconds.",
    input: z.strictObject({ keyId }),
    data: z.object({ keyId }),
    errors: ["NOT_FOUND"],
    example: { keyId: "0123456789ab" },
  }),
} as const;
