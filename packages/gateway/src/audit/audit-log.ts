import { createHmac, randomBytes } from "node:crypto";
import type { RecordStore } from "@telewire/archive";
import type { AuditEntry, AuditVerdict } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import type { Clock, Logger, SecretBox } from "@telewire/kit";
import { LRUCache } from "lru-cache";

export const AUDIT_KEY_NAMESPACE = "audit-key";
const DAYS_NAMESPACE = "audit-day";
const START = "";
/** Entries held in memory at a time while a day is read. */
const PAGE = 500;
/** The same refusal is noted once in this time. */
const REPEAT_MS = 60_000;
const MAX_REMEMBERED = 10_000;
/** Kept elsewhere (in the logs), it shows an audit log that was put back to an earlier state whole. */
const ANCHOR = "the audit log of a day is closed";

export type AuditEvent = Pick<AuditEntry, "actor" | "action" | "target" | "outcome" | "ip" | "requestId">;

/** What closes a day of a node's chain; the next day goes on from its hash. */
interface DayHead {
  readonly nodeId: string;
  readonly day: string;
  readonly first: number;
  readonly last: number;
  readonly previous: string;
  readonly hash: string;
  /** HMAC of the rest: entries at the end cannot be cut off by who has not the key. */
  readonly seal: string;
}

export interface AuditStores {
  readonly records: RecordStore;
  readonly secrets: SecretBox;
}

/**
 * Who did what: one chain a node, each entry's HMAC covering the one before. The key is sealed, so that whoever can only
 * write to the database can neither change nor remove an entry, nor add one, without breaking the chain.
 */
export class AuditLog {
  readonly #stores: AuditStores;
  readonly #nodeId: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #head: DayHead | null | undefined;
  #key: Buffer | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #noted = new LRUCache<string, true>({ max: MAX_REMEMBERED, ttl: REPEAT_MS });

  constructor(stores: AuditStores, nodeId: string, clock: Clock, logger: Logger) {
    this.#stores = stores;
    this.#nodeId = nodeId;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Written in order, behind the answer; a failure is logged and the event with it. */
  append(event: AuditEvent): void {
    this.#writing = this.#writing
      .then(() => this.#write(event))
      .catch((error: unknown) => {
        this.#head = undefined;
        this.#logger.error({ err: error, audit: event }, "an audit entry could not be stored");
      });
  }

  /** The same event again within a minute is left out: who is refused and goes on asking must not fill the log. */
  appendOnce(event: AuditEvent): void {
    const { requestId: _requestId, ...rest } = event;
    const name = JSON.stringify(rest);
    if (this.#noted.has(name)) return;
    this.#noted.set(name, true);
    this.append(event);
  }

  /** Resolves when all that was appended so far is stored. */
  flush(): Promise<void> {
    return this.#writing;
  }

  /** Entries of all nodes on one day (`2026-01-31`), newest first. */
  async list(day: string | undefined, limit: number): Promise<AuditEntry[]> {
    await this.flush();
    const entries: AuditEntry[] = [];
    for await (const entry of listAuditEntries(this.#stores.records, day ?? dayOf(this.#clock.now()))) {
      entries.push(entry);
      if (entries.length === limit) break;
    }
    return entries;
  }

  async #write(event: AuditEvent): Promise<void> {
    const { records } = this.#stores;
    const now = this.#clock.now();
    const day = dayOf(now);
    this.#key ??= await auditKey(this.#stores);
    this.#head ??= await lastHead(records, this.#nodeId, this.#key);
    const head = this.#head;
    const sequence = (head?.last ?? 0) + 1;
    const previous = head?.hash ?? START;
    const { actor, action, target, outcome, ip, requestId } = event;
    const content = {
      nodeId: this.#nodeId,
      sequence,
      at: new Date(now).toISOString(),
      actor,
      action,
      target,
      outcome,
      ip,
      requestId,
      previous,
    };
    const entry: AuditEntry = { ...content, hash: hashOf(this.#key, content) };
    await records.put(namespaceOf(this.#nodeId, day), keyOf(sequence), JSON.stringify(entry), null);
    if (head !== null && head.day !== day)
      this.#logger.info({ audit: { nodeId: head.nodeId, day: head.day, last: head.last, hash: head.hash } }, ANCHOR);
    this.#head = headAfter(this.#key, head, this.#nodeId, day, entry);
    await records.put(DAYS_NAMESPACE, `${this.#nodeId}/${day}`, JSON.stringify(this.#head), null);
  }
}

/** Walks every chain, a page at a time: the first entry that was changed, is missing or was added is named. */
export async function verifyAuditLog({ records, secrets }: AuditStores): Promise<AuditVerdict> {
  const key = await auditKey({ records, secrets });
  let entries = 0;
  const expected = new Map<string, { readonly sequence: number; readonly previous: string }>();
  for (const head of await headsOf(records)) {
    let { sequence, previous } = expected.get(head.nodeId) ?? { sequence: 1, previous: START };
    const problem = (what: string): AuditVerdict => ({
      ok: false,
      entries,
      problem: { nodeId: head.nodeId, day: head.day, sequence, what },
    });
    if (head.first !== sequence || head.previous !== previous) return problem("the day does not follow the one before");
    if (!equalInConstantTime(sealOf(key, head), head.seal)) return problem("the end of the day was changed");
    for await (const { hash, ...content } of entriesOf(records, head)) {
      // Written since the head was read, or just before a crash: it counts once its head does.
      if (content.sequence > head.last) break;
      if (content.sequence !== sequence) return problem("an entry is missing");
      if (content.previous !== previous || !equalInConstantTime(hashOf(key, content), hash))
        return problem("the entry was changed");
      previous = hash;
      sequence += 1;
      entries += 1;
    }
    if (sequence - 1 !== head.last || previous !== head.hash) return problem("entries are missing at the end");
    expected.set(head.nodeId, { sequence, previous });
  }
  return { ok: true, entries, problem: null };
}

async function headsOf(records: RecordStore): Promise<DayHead[]> {
  const heads = (await records.list(DAYS_NAMESPACE)).map(({ value }) => JSON.parse(value) as DayHead);
  return heads.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** Where a node's chain ends; an entry that a crash left without its head belongs to it. */
async function lastHead(records: RecordStore, nodeId: string, key: Buffer): Promise<DayHead | null> {
  const head = (await headsOf(records)).findLast((candidate) => candidate.nodeId === nodeId) ?? null;
  if (head === null) return null;
  const value = await records.get(namespaceOf(nodeId, head.day), keyOf(head.last + 1));
  if (value === null) return head;
  const entry = JSON.parse(value) as AuditEntry;
  const { hash, ...content } = entry;
  const isNext = content.previous === head.hash && equalInConstantTime(hashOf(key, content), hash);
  return isNext ? headAfter(key, head, nodeId, head.day, entry) : head;
}

function headAfter(key: Buffer, head: DayHead | null, nodeId: string, day: string, entry: AuditEntry): DayHead {
  const isSameDay = head !== null && head.day === day;
  const { sequence, previous, hash } = entry;
  const next = {
    nodeId,
    day,
    first: isSameDay ? head.first : sequence,
    last: sequence,
    previous: isSameDay ? head.previous : previous,
    hash,
  };
  return { ...next, seal: sealOf(key, next) };
}

function sealOf(key: Buffer, { nodeId, day, first, last, previous, hash }: Omit<DayHead, "seal">): string {
  return createHmac("sha256", key)
    .update(JSON.stringify(["head", nodeId, day, first, last, previous, hash]))
    .digest("base64url");
}

/** Entries of all nodes on one day (`2026-01-31`), newest first, read as they are asked for. */
export async function* listAuditEntries(records: RecordStore, day: string): AsyncGenerator<AuditEntry> {
  const heads = (await headsOf(records)).filter((head) => head.day === day);
  const chains = await Promise.all(heads.map((head) => nextOf(newestFirst(records, head))));
  for (;;) {
    const next = chains.reduce<Chain | null>((a, b) => (isNewer(b, a) ? b : a), null);
    if (next === null || next.entry === null) return;
    yield next.entry;
    Object.assign(next, await nextOf(next.entries));
  }
}

/** A node's entries and the first of those that were not given out yet. */
interface Chain {
  readonly entries: AsyncGenerator<AuditEntry>;
  entry: AuditEntry | null;
}

async function nextOf(entries: AsyncGenerator<AuditEntry>): Promise<Chain> {
  const { value, done } = await entries.next();
  return { entries, entry: done === true ? null : value };
}

function isNewer({ entry: a }: Chain, b: Chain | null): boolean {
  if (a === null || b?.entry === undefined || b.entry === null) return a !== null;
  return a.at === b.entry.at ? a.sequence > b.entry.sequence : a.at > b.entry.at;
}

/** The one that a crash left behind its head is among them. */
async function* newestFirst(records: RecordStore, { nodeId, day, first, last }: DayHead): AsyncGenerator<AuditEntry> {
  for (let end = last + 1; end >= first; end -= PAGE) {
    const from = Math.max(first, end - PAGE + 1);
    const page = await records.page(namespaceOf(nodeId, day), keyOf(from - 1), end - from + 1);
    const within = page.filter(({ key }) => key <= keyOf(end));
    for (const { value } of within.toReversed()) yield JSON.parse(value) as AuditEntry;
  }
}

async function* entriesOf(records: RecordStore, { nodeId, day }: DayHead): AsyncGenerator<AuditEntry> {
  let after = "";
  for (;;) {
    const page = await records.page(namespaceOf(nodeId, day), after, PAGE);
    for (const { value } of page) yield JSON.parse(value) as AuditEntry;
    if (page.length < PAGE) return;
    after = page.at(-1)?.key ?? after;
  }
}

/** One for all nodes: whoever comes first makes it. */
async function auditKey({ records, secrets }: AuditStores): Promise<Buffer> {
  const made = Buffer.from(secrets.seal(randomBytes(32), AUDIT_KEY_NAMESPACE)).toString("base64");
  await records.putIfAbsent(AUDIT_KEY_NAMESPACE, "1", made, null);
  const stored = (await records.get(AUDIT_KEY_NAMESPACE, "1")) ?? made;
  return Buffer.from(secrets.open(Buffer.from(stored, "base64"), AUDIT_KEY_NAMESPACE));
}

function hashOf(key: Uint8Array, content: Omit<AuditEntry, "hash">): string {
  const { nodeId, sequence, at, actor, action, target, outcome, ip, requestId, previous } = content;
  return createHmac("sha256", key)
    .update(
      JSON.stringify([nodeId, sequence, at, actor, action, Object.entries(target), outcome, ip, requestId, previous]),
    )
    .digest("base64url");
}

function namespaceOf(nodeId: string, day: string): string {
  return `audit:${nodeId}:${day}`;
}

function keyOf(sequence: number): string {
  return String(sequence).padStart(12, "0");
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
