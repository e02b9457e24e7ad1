import { OPERATIONS, TelewireError } from "@telewire/contracts";
import type { ActionResult, SessionControl } from "@telewire/telegram";
import { callerOf, route } from "../../http/route.ts";
import { chatsCursor, chatsPlaceOf } from "../../messages/place-cursor.ts";

type Listed = ActionResult<"chats">["chats"][number];
const MAX_LIMIT = 1000;
/** Cursor of a caller that sees some chats only: how many of them were shown. */
const SHOWN = /^s\.(\d{1,4})$/;

export const listChats = route(OPERATIONS.listChats, async (request, { control, sessions }) => {
  const { sessionId, limit, cursor } = request.input;
  await sessions.require(sessionId);
  const allowed = callerOf(request).principal.filter?.chats;
  const { chats, nextCursor } =
    allowed === undefined
      ? await pageOf(control, sessionId, limit, cursor)
      : sliceOf(await allowedOf(control, sessionId, allowed), limit, cursor);
  return { data: { chats: [...chats], nextCursor }, count: chats.length, hasMore: nextCursor !== null };
});

interface Page {
  readonly chats: readonly Listed[];
  readonly nextCursor: string | null;
}

async function pageOf(
  control: SessionControl,
  sessionId: string,
  limit: number,
  cursor: string | undefined,
): Promise<Page> {
  const place = cursor === undefined ? {} : { after: chatsPlaceOf(cursor) };
  const { chats, next } = await control.act({ sessionId, name: "chats", request: { limit, ...place } });
  return { chats, nextCursor: next === null ? null : chatsCursor(next) };
}

/** A cursor of the whole list would tell of chats that the caller does not see. */
async function allowedOf(control: SessionControl, sessionId: string, allowed: readonly string[]): Promise<Listed[]> {
  const seen: Listed[] = [];
  for (let place = {}; ;) {
    const { chats, next } = await control.act({ sessionId, name: "chats", request: { limit: MAX_LIMIT, ...place } });
    seen.push(...chats.filter(({ id }) => allowed.includes(id)));
    if (next === null) return seen;
    place = { after: next };
  }
}

function sliceOf(chats: readonly Listed[], limit: number, cursor = "s.0"): Page {
  const [, shown] = SHOWN.exec(cursor) ?? [];
  if (shown === undefined) throw new TelewireError("BAD_POSITION");
  const end = Number(shown) + limit;
  return { chats: chats.slice(Number(shown), end), nextCursor: end < chats.length ? `s.${end}` : null };
}
