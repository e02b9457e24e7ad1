import { OPERATIONS } from "@telewire/contracts";
import { requireEverything } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const getReputation = route(OPERATIONS.getReputation, (request, { insight }) => {
  requireEverything(callerOf(request));
  const { kind, subjectId } = request.input;
  return { data: { kind, subjectId, ...insight.reputation(kind, subjectId) } };
});
