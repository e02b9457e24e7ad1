import type { Archive, RuleRow } from "@telewire/archive";
import type { MessageEntry, RuleHitPage } from "@telewire/contracts";
import { RuleSet } from "@telewire/detect";

export interface ReplayQuery {
  readonly sessionId: string;
  readonly chatId?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Chats that the caller may see; undefined: all. */
  readonly allowed?: readonly string[] | undefined;
}

const PAGE = 500;
/** Messages that one request looks at: bounds its time; the cursor goes on. */
const MAX_SCANNED = 5000;

/** Holds a rule against the archived messages, newest first, with the code that runs it live. */
export async function replay(archive: Archive, row: RuleRow, query: ReplayQuery): Promise<RuleHitPage> {
  const { sessionId, chatId, since, until, limit, allowed } = query;
  const { ruleId, name, ownerId } = row;
  const rules = RuleSet.compile([{ ...row, id: ruleId, isEnabled: true }]);
  const hits: RuleHitPage["hits"] = [];
  let scanned = 0;
  let from = query.cursor;
  while (scanned < MAX_SCANNED) {
    const page = await archive.messages.query({
      sessionId,
      direction: "older",
      limit: PAGE,
      ...(chatId === undefined ? {} : { chatId }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      ...(from === undefined ? {} : { from }),
    });
    for (const { json, position } of page) {
      from = position;
      scanned++;
      const entry = JSON.parse(json) as MessageEntry;
      if (allowed !== undefined && !allowed.includes(entry.chatId)) continue;
      const [hit] = rules.evaluate(entry, entry.chatId);
      if (hit === undefined) continue;
      const { surface, span, match } = hit;
      hits.push({
        source: { sessionId, chatId: entry.chatId, messageId: entry.messageId },
        date: entry.date,
        ...(entry.chat.title === undefined ? {} : { chatTitle: entry.chat.title }),
        ...(entry.sender === undefined ? {} : { senderId: entry.sender.id }),
        ...(entry.sender?.name === undefined ? {} : { senderName: entry.sender.name }),
        rule: { ruleId, name, ownerId, surface, ...(span === undefined ? {} : { span }), match },
        text: entry.text,
      });
      if (hits.length === limit) return { hits, scanned, nextCursor: from };
    }
    if (page.length < PAGE) return { hits, scanned, nextCursor: null };
  }
  return { hits, scanned, nextCursor: from ?? null };
}
