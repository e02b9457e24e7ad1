import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { requireAccess } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";
import { replay } from "../../rules/replay.ts";
import { ruleOf } from "../../rules/rules-of.ts";

export const replayRule = route(OPERATIONS.replayRule, async (request, { archive, sessions }) => {
  const caller = callerOf(request);
  const { ruleId, ...query } = request.input;
  requireAccess("messages:read", caller);
  if (query.cursor !== undefined && !query.cursor.startsWith("m.")) throw new TelewireError("BAD_POSITION");
  const row = await ruleOf(archive, caller.principal, ruleId);
  await sessions.require(query.sessionId);
  const page = await replay(archive, row, { ...query, allowed: caller.principal.filter?.chats });
  return { data: page, count: page.hits.length, hasMore: page.nextCursor !== null };
});
