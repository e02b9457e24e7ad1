import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const listMembers = route(OPERATIONS.listMembers, async ({ input }, { control, sessions }) => {
  const { sessionId, chatId, cursor = "0", limit, query } = input;
  await sessions.require(sessionId);
  const offset = Number(cursor);
  const request = { chatId, offset, limit, ...(query === undefined ? {} : { query }) };
  const { members, count } = await control.act({ sessionId, name: "members", request });
  const next = offset + members.length;
  const hasMore = members.length > 0 && next < count;
  return {
    data: { members: [...members], total: count, nextCursor: hasMore ? String(next) : null },
    count: members.length,
    hasMore,
  };
});
