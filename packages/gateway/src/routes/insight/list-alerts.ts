import { OPERATIONS, parsePosition, TelewireError } from "@telewire/contracts";
import type { AlertEntry, Position } from "@telewire/contracts";
import { requireSession } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";
import { joinJson } from "../../messages/page-json.ts";
import { HotEntry } from "../../realtime/hot-entry.ts";
import { filterOf, passes } from "../../realtime/filter.ts";

const READ = 500;
/** Entries that one request looks at: the cursor goes on. */
const MAX_READ = 5000;

export const listAlerts = route(OPERATIONS.listAlerts, async (request, { log }) => {
  const caller = callerOf(request);
  const { cursor, limit, sessionIds, chatIds, kinds } = request.input;
  for (const sessionId of sessionIds ?? []) requireSession(caller, sessionId);
  const filter = filterOf(caller.principal, "alerts", null, { sessions: sessionIds, chats: chatIds, kinds });
  let before: Position | null = cursor ?? null;
  let partition = before === null ? 0 : partitionOf(before, log.partitions);
  const found: AlertEntry[] = [];
  for (let read = 0; partition < log.partitions && found.length < limit && (before === null || read < MAX_READ);) {
    const records = await log.readBack("alerts", partition, before, { limit: READ });
    for (const record of records) {
      read++;
      before = record.position;
      if (!passes(filter, new HotEntry(record))) continue;
      found.push(JSON.parse(record.json) as AlertEntry);
      if (found.length === limit) break;
    }
    if (found.length < limit && records.length < READ) {
      partition++;
      before = null;
    }
  }
  const hasMore = partition < log.partitions;
  return {
    json: joinJson(
      "alerts",
      found.map((entry) => Buffer.from(JSON.stringify(entry))),
      hasMore ? before : null,
    ),
    count: found.length,
    hasMore,
  };
});

/** @throws TelewireError BAD_POSITION */
function partitionOf(cursor: Position, partitions: number): number {
  const { stream, partition } = parsePosition(cursor);
  if (stream !== "alerts" || partition >= partitions) throw new TelewireError("BAD_POSITION");
  return partition;
}
