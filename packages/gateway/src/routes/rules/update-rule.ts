import type { RuleRow } from "@telewire/archive";
import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { ruleOf, ruleViewOf, storeRule } from "../../rules/rules-of.ts";

export const updateRule = route(OPERATIONS.updateRule, async (request, { archive, clock }) => {
  const { ruleId, ...changes } = request.input;
  const row = await ruleOf(archive, callerOf(request).principal, ruleId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed: RuleRow = { ...row, ...given, updatedAt: Math.round(clock.now()) };
  await storeRule(archive, changed);
  return { data: ruleViewOf(changed) };
});
