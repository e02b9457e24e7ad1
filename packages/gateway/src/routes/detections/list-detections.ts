import { OPERATIONS, TelewireError } from "@telewire/contracts";
import type { DetectionQuery } from "@telewire/archive";
import { parseAddress } from "@telewire/detect";
import { narrow, requireSession, seesEverything } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";
import { joinJson } from "../../messages/page-json.ts";
import { withoutFirstCaller } from "../../realtime/hot-entry.ts";

export const listDetections = route(OPERATIONS.listDetections, async (request, { archive }) => {
  const caller = callerOf(request);
  const { cursor, limit, sessionIds, address, ...asked } = request.input;
  const allowed = caller.principal.filter;
  const filters = {
    ...asked,
    // Copied from somewhere, it has its chain's other spelling as often as not.
    address: address === undefined ? undefined : (parseAddress(address)?.address ?? address),
    chatIds: narrow(asked.chatIds, allowed?.chats),
    families: narrow(asked.families, allowed?.families),
    roles: narrow(asked.roles, allowed?.roles),
  };
  for (const sessionId of sessionIds ?? []) requireSession(caller, sessionId);
  const visible = sessionIds ?? caller.principal.sessionIds;
  if (cursor !== undefined && !cursor.startsWith("d.")) throw new TelewireError("BAD_POSITION");
  const query = definedOnly({
    ...filters,
    limit: limit + 1,
    direction: "older" as const,
    from: cursor,
    sessionIds: visible ?? undefined,
  });
  const isNone = [visible, filters.chatIds, filters.families, filters.roles].some((items) => items?.length === 0);
  const found = isNone ? [] : await archive.detections.query(query as DetectionQuery);
  const page = found.slice(0, limit);
  const isLimited = !seesEverything(caller.principal);
  const last = page.at(-1)?.position ?? cursor ?? null;
  return {
    json: joinJson(
      "detections",
      page.map(({ json }) => Buffer.from(isLimited ? withoutFirstCaller(json) : json)),
      last,
    ),
    count: page.length,
    hasMore: found.length > limit,
  };
});

function definedOnly<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<Value>;
}
