import { ALL_SESSIONS } from "@telewire/contracts";
import type { ChainFamily, EntryKind, Role, Principal, StreamName, ReadFilter } from "@telewire/contracts";
import { narrow, seesEverything } from "../auth/caller.ts";
import type { HotEntry } from "./hot-entry.ts";

/** What a subscriber wants to see; null: everything. */
export interface TopicFilter {
  /** The one session of the topic; null: many. */
  readonly sessionId: string | null;
  readonly sessions: ReadonlySet<string> | null;
  readonly chats: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<EntryKind> | null;
  readonly families: ReadonlySet<string> | null;
  readonly roles: ReadonlySet<string> | null;
  /** Whether who called an address first, perhaps elsewhere, is left out. */
  readonly hidesFirstCaller: boolean;
  /** The key whose rules' hits are seen. */
  readonly ruleOwner: string | null;
}

export interface FilterQuery {
  readonly sessions?: readonly string[] | undefined;
  readonly chats?: readonly string[] | undefined;
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly families?: readonly ChainFamily[] | undefined;
  readonly roles?: readonly Role[] | undefined;
}

/** The filter of a request, narrowed to the sessions, and by the filter, of the caller. */
export function filterOf(
  principal: Principal,
  stream: StreamName,
  sessionId: string | null,
  query: FilterQuery,
): TopicFilter {
  const filter: ReadFilter = (stream === "status" ? undefined : principal.filter) ?? {};
  const isDetections = stream === "detections";
  const isOne = sessionId !== null && sessionId !== ALL_SESSIONS;
  const asked = query.sessions ?? principal.sessionIds;
  return {
    sessionId: isOne ? sessionId : null,
    sessions: isOne ? null : setOf(asked),
    chats: setOf(narrow(query.chats, filter.chats)),
    kinds: setOf(query.kinds),
    families: isDetections ? setOf(narrow(query.families, filter.families)) : null,
    ruleOwner: stream === "alerts" && principal.role !== "admin" ? principal.keyId : null,
    hidesFirstCaller: isDetections && !seesEverything(principal),
    roles: isDetections ? setOf(narrow(query.roles, filter.roles)) : null,
  };
}

/** Equal for filters that let the same entries pass. */
export function filterKey(filter: TopicFilter): string {
  return JSON.stringify(
    Object.values(filter).map((part) =>
      part instanceof Set ? [...part].map(String).toSorted((a, b) => (a < b ? -1 : 1)) : part,
    ),
  );
}

export function passes(filter: TopicFilter, entry: HotEntry): boolean {
  const { record } = entry;
  return (
    (filter.sessionId === null || filter.sessionId === record.sessionId) &&
    (filter.sessions === null || filter.sessions.has(record.sessionId)) &&
    (filter.chats === null || filter.chats.has(record.chatId)) &&
    (filter.kinds === null || filter.kinds.has(record.kind)) &&
    (filter.families === null || filter.families.has(entry.parsed.family ?? "")) &&
    (filter.roles === null || filter.roles.has(entry.parsed.role ?? "")) &&
    (filter.ruleOwner === null || [undefined, filter.ruleOwner].includes(entry.parsed.rule?.ownerId))
  );
}

function setOf<Item extends string>(items: readonly Item[] | null | undefined): ReadonlySet<Item> | null {
  return items === undefined || items === null ? null : new Set(items);
}
