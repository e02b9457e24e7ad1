import { AUDIT_OPERATIONS } from "./operations/audit.ts";
import { AUTH_OPERATIONS } from "./operations/auth.ts";
import { CHATS_OPERATIONS } from "./operations/chats.ts";
import { DETECTIONS_OPERATIONS } from "./operations/detections.ts";
import { INSIGHT_OPERATIONS } from "./operations/insight.ts";
import { KEYS_OPERATIONS } from "./operations/keys.ts";
import { MEDIA_OPERATIONS } from "./operations/media.ts";
import { MESSAGES_OPERATIONS } from "./operations/messages.ts";
import { RULES_OPERATIONS } from "./operations/rules.ts";
import { SESSIONS_OPERATIONS } from "./operations/sessions.ts";
import { SYSTEM_OPERATIONS } from "./operations/system.ts";
import { TELEGRAM_OPERATIONS } from "./operations/telegram.ts";

/** Every operation, by its operationId. */
export const OPERATIONS = {
  ...AUTH_OPERATIONS,
  ...SESSIONS_OPERATIONS,
  ...MESSAGES_OPERATIONS,
  ...MEDIA_OPERATIONS,
  ...CHATS_OPERATIONS,
  ...TELEGRAM_OPERATIONS,
  ...DETECTIONS_OPERATIONS,
  ...INSIGHT_OPERATIONS,
  ...RULES_OPERATIONS,
  ...KEYS_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...SYSTEM_OPERATIONS,
} as const;
export type OperationId = keyof typeof OPERATIONS;
