import { z } from "zod";
import { alertEntry } from "../alert.ts";
import { flag, integer, list } from "../query.ts";
import { chatIdSchema, sessionIdSchema } from "../rest.ts";
import { chatId, cursor, isoOrMs, none, time } from "./fields.ts";
import { define } from "./operation.ts";

const ruleId = z.string().regex(/^r[a-z0-9]{12}$/);
const fields = {
  name: z.string().min(1).max(100),
  kind: z.enum(["keyword", "regex"]).meta({ description: "`regex`: RE2 syntax, linear in the text." }),
  pattern: z.string().min(1).max(512),
  chats: list(chatIdSchema, 1000).meta({
    description: "Only messages of these chats; empty: of all that the caller may see.",
  }),
  isCaseSensitive: flag,
  isWholeWord: flag.meta({ description: "Keywords: only as whole words." }),
  isEnabled: flag,
};

export const ruleView = z
  .object({
    ruleId,
    ownerId: z.string().meta({ description: "Key that it belongs to." }),
    name: z.string(),
    kind: z.enum(["keyword", "regex"]),
    pattern: z.string(),
    chats: z.array(z.string()),
    isCaseSensitive: z.boolean(),
    isWholeWord: z.boolean(),
    isEnabled: z.boolean(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Rule" });
export type RuleView = z.infer<typeof ruleView>;

const ruleHitPage = z
  .object({
    hits: z.array(
      alertEntry
        .pick({ source: true, date: true, rule: true, chatTitle: true, senderId: true, senderName: true })
        .extend({
          text: z.string(),
        }),
    ),
    scanned: z.int().meta({ description: "Messages that were looked at." }),
    nextCursor: z.string().nullable().meta({ description: "Null when the history's start was reached." }),
  })
  .meta({ id: "RuleHitPage" });
export type RuleHitPage = z.infer<typeof ruleHitPage>;

export const RULES_OPERATIONS = {
  listRules: define({
    id: "listRules",
    method: "GET",
    path: "/api/v1/rules",
    tag: "rules",
    access: "rules:read",
    limit: "read",
    hasETag: true,
    summary: "The caller's rules, oldest first; an admin sees those of all keys.",
    input: none,
    data: z.object({ rules: z.array(ruleView) }),
    example: {},
  }),
  createRule: define({
    id: "createRule",
    creates: true,
    method: "POST",
    path: "/api/v1/rules",
    tag: "rules",
    access: "rules:write",
    limit: "write",
    summary: "A new rule, in force on all nodes within a second; its hits come on the topic `alerts`.",
    input: z.strictObject({
      ...fields,
      chats: fields.chats.optional(),
      isCaseSensitive: flag.default(false),
      isWholeWord: flag.default(true),
      isEnabled: flag.default(true),
    }),
    data: ruleView,
    errors: ["CONFLICT"],
    example: { name: "launches", kind: "regex", pattern: "stealth\\s+launch" },
  }),
  getRule: define({
    id: "getRule",
    method: "GET",
    path: "/api/v1/rules/{ruleId}",
    tag: "rules",
    access: "rules:read",
    limit: "read",
    hasPostAlias: true,
    hasETag: true,
    summary: "One rule.",
    input: z.strictObject({ ruleId }),
    data: ruleView,
    errors: ["NOT_FOUND"],
    example: { ruleId: "r0123456789ab" },
  }),
  updateRule: define({
    id: "updateRule",
    method: "PUT",
    path: "/api/v1/rules/{ruleId}",
    tag: "rules",
    access: "rules:write",
    limit: "write",
    summary: "Changes the fields that are given; in force on all nodes within a second.",
    input: z.strictObject({ ruleId, ...z.object(fields).partial().shape }),
    data: ruleView,
    errors: ["NOT_FOUND", "CONFLICT"],
    example: { ruleId: "r0123456789ab", isEnabled: false },
  }),
  deleteRule: define({
    id: "deleteRule",
    method: "DELETE",
    path: "/api/v1/rules/{ruleId}",
    tag: "rules",
    access: "rules:write",
    limit: "write",
    summary: "Ends a rule.",
    input: z.strictObject({ ruleId }),
    data: z.object({ ruleId }),
    errors: ["NOT_FOUND"],
    example: { ruleId: "r0123456789ab" },
  }),
  replayRule: define({
    id: "replayRule",
    method: "POST",
    path: "/api/v1/rules/{ruleId}/replay",
    tag: "rules",
    access: "rules:read",
    limit: "read",
    summary:
      "What a rule, also one that is not enabled, would have hit in the archived messages of a session; newest first.",
    input: z.strictObject({
      ruleId,
      sessionId: sessionIdSchema,
      chatId: chatId.optional(),
      since: isoOrMs.optional(),
      until: isoOrMs.optional(),
      cursor,
      limit: integer(1, 500).default(100),
    }),
    data: ruleHitPage,
    errors: ["NOT_FOUND", "SESSION_NOT_FOUND", "BAD_POSITION"],
    example: { ruleId: "r0123456789ab", sessionId: "alice", limit: 20 },
  }),
} as const;
