import type { Archive, SessionRow } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { Principal, SessionState, SessionStatusData, SessionView, StatusEntry } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import type { SessionControl } from "@telewire/telegram";
import { LRUCache } from "lru-cache";
import { maySee } from "../auth/caller.ts";
import type { Feeds } from "../realtime/feeds.ts";

/** A session that another node removed is believed at most this long. */
const KNOWN_MS = 5000;

/** The Telegram sessions as clients see them: rows of the archive with the newest evidence. */
export class SessionDirectory {
  readonly #archive: Archive;
  readonly #control: SessionControl;
  readonly #feeds: Feeds;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, true>({ max: 50_000, ttl: KNOWN_MS });
  #latest: Map<string, StatusEntry> | undefined;

  constructor(archive: Archive, control: SessionControl, feeds: Feeds, clock: Clock) {
    this.#archive = archive;
    this.#control = control;
    this.#feeds = feeds;
    this.#clock = clock;
  }

  /** Whether the session was seen to exist a moment ago. */
  isKnown(sessionId: string): boolean {
    return this.#known.has(sessionId);
  }

  /** @throws TelewireError SESSION_NOT_FOUND */
  async require(sessionId: string): Promise<void> {
    if (!this.#known.has(sessionId)) await this.#row(sessionId);
  }

  forget(sessionId: string): void {
    this.#known.delete(sessionId);
  }

  async list(principal: Principal): Promise<SessionView[]> {
    const [rows, latest] = await Promise.all([this.#archive.sessions.list(), this.#statuses()]);
    return rows
      .filter(({ sessionId }) => maySee(principal, sessionId))
      .map((row) => viewOf(row, latest.get(row.sessionId)));
  }

  /** @throws TelewireError SESSION_NOT_FOUND */
  async view(sessionId: string): Promise<SessionView> {
    const [row, latest] = await Promise.all([this.#row(sessionId), this.#statuses()]);
    return viewOf(row, latest.get(sessionId));
  }

  /** What the owner says now; while it cannot be reached, the last that it said. */
  async status(sessionId: string): Promise<SessionStatusData> {
    const row = await this.#row(sessionId);
    try {
      const { state, nodeId, evidence } = await this.#control.status({ sessionId });
      return {
        sessionId,
        state,
        nodeId: nodeId === "" ? null : nodeId,
        evidence,
        at: new Date(this.#clock.now()).toISOString(),
      };
    } catch (error) {
      if (
        !(error instanceof TelewireError) ||
        (error.code !== "OWNER_UNREACHABLE" && error.code !== "SESSION_NOT_READY")
      )
        throw error;
      const last = (await this.#statuses()).get(sessionId);
      const { state, nodeId, evidence } = viewOf(row, last);
      return {
        sessionId,
        state: state === "live" ? "stalled" : state,
        nodeId,
        evidence,
        at: new Date(last?.at ?? row.updatedAt).toISOString(),
      };
    }
  }

  async #row(sessionId: string): Promise<SessionRow> {
    const row = await this.#archive.sessions.get(sessionId);
    if (row === null) throw new TelewireError("SESSION_NOT_FOUND");
    this.#known.set(sessionId, true);
    return row;
  }

  /** The newest entry of the status stream of each session. */
  async #statuses(): Promise<ReadonlyMap<string, StatusEntry>> {
    const feed = await this.#feeds.open("status");
    if (this.#latest !== undefined) return this.#latest;
    const latest = new Map<string, StatusEntry>();
    const note = (json: string): void => {
      const entry = JSON.parse(json) as StatusEntry;
      latest.set(entry.sessionId, entry);
    };
    for (const tail of feed.tails.values()) {
      const { oldest } = tail;
      if (oldest === undefined) continue;
      note(oldest.text);
      for (const { text } of tail.after(oldest.parts, tail.size)) note(text);
    }
    feed.listen(({ entries }) => {
      for (const { text } of entries) note(text);
    });
    this.#latest = latest;
    return latest;
  }
}

function viewOf(row: SessionRow, last: StatusEntry | undefined): SessionView {
  const { sessionId, userId, firstName, lastName, username, finalState, createdAt } = row;
  const state = (finalState as SessionState | null) ?? last?.state ?? "connecting";
  return {
    sessionId,
    user: {
      id: userId,
      firstName,
      ...(lastName === null ? {} : { lastName }),
      ...(username === null ? {} : { username }),
    },
    state,
    nodeId: last?.nodeId ?? null,
    createdAt: new Date(createdAt).toISOString(),
    evidence: last?.evidence ?? null,
  };
}
