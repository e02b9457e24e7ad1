import { RuleRecords } from "@telewire/archive";
import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { ruleOf } from "../../rules/rules-of.ts";

export const deleteRule = route(OPERATIONS.deleteRule, async (request, { archive }) => {
  const { ruleId } = await ruleOf(archive, callerOf(request).principal, request.input.ruleId);
  await new RuleRecords(archive.records).delete(ruleId);
  return { data: { ruleId } };
});
