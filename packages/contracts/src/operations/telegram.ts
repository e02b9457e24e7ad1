import { z } from "zod";
import { sessionIdSchema } from "../rest.ts";
import { OWNER_ERRORS } from "./fields.ts";
import { define } from "./operation.ts";

export const TELEGRAM_OPERATIONS = {
  callTelegram: define({
    id: "callTelegram",
    method: "POST",
    path: "/api/v1/telegram/call",
    tag: "telegram",
    access: "telegram:call",
    limit: "write",
    summary:
      'Any method of Telegram\'s schema that the setting telegramCallMethods allows. 64-bit numbers are written `{"$long": "123"}`, bytes `{"$bytes": "<base64>"}`, both ways; names of fields as in the schema or in camel case.',
    input: z.strictObject({
      sessionId: sessionIdSchema,
      method: z
        .string()
        .regex(/^[a-zA-Z]+(\.[a-zA-Z]+)?$/)
        .max(64),
      arguments: z.record(z.string().max(64), z.unknown()).default({}),
    }),
    data: z.object({ result: z.unknown() }),
    errors: [...OWNER_ERRORS, "METHOD_FORBIDDEN"],
    example: { sessionId: "alice", method: "users.getUsers", arguments: { id: [{ _: "inputUserSelf" }] } },
  }),
} as const;
