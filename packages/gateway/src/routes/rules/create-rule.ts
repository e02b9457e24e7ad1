import { randomBytes } from "node:crypto";
import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { ruleViewOf, storeRule } from "../../rules/rules-of.ts";

export const createRule = route(OPERATIONS.createRule, async (request, { archive, clock }) => {
  const { chats = [], ...fields } = request.input;
  const now = Math.round(clock.now());
  const row = {
    ruleId: `r${randomBytes(6).toString("hex")}`,
    ownerId: callerOf(request).principal.keyId,
    ...fields,
    chats,
    createdAt: now,
    updatedAt: now,
  };
  await storeRule(archive, row);
  return { data: ruleViewOf(row) };
});
