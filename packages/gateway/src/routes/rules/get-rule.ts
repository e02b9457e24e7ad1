import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";
import { ruleOf, ruleViewOf } from "../../rules/rules-of.ts";

export const getRule = route(OPERATIONS.getRule, async (request, { archive }) => ({
  data: ruleViewOf(await ruleOf(archive, callerOf(request).principal, request.input.ruleId)),
}));
