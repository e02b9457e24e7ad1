import { RuleRecords } from "@telewire/archive";
import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { mayTouch, ruleViewOf } from "../../rules/rules-of.ts";

export const listRules = route(OPERATIONS.listRules, async (request, { archive }) => {
  const { principal } = callerOf(request);
  const rows = await new RuleRecords(archive.records).list();
  const rules = rows.filter((row) => mayTouch(principal, row)).map(ruleViewOf);
  return { data: { rules }, count: rules.length };
});
