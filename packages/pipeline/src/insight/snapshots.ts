import { randomUUID } from "node:crypto";
import type { RecordStore } from "@telewire/archive";
import type { Position } from "@telewire/contracts";
import type { SpreadSlice } from "@telewire/detect";
import type { InsightPlainState, InsightState } from "./insight-state.ts";

/** What a stored state covers. */
export interface Snapshot {
  /** Epoch ms: when the newest entry that it holds was appended. */
  readonly until: number;
  /** The last position that it holds, by partition. */
  readonly lasts: readonly (readonly [number, Position])[];
}

interface Head extends Snapshot {
  readonly version: number;
  readonly id: string;
  readonly pieces: number;
}

/** The lists of a plain state. */
interface Lists {
  subjects: InsightPlainState["reputations"]["subjects"][number][];
  stories: InsightPlainState["stories"]["stories"][number][];
  signs: InsightPlainState["stories"]["signs"][number][];
  series: InsightPlainState["anomalies"]["series"][number][];
  recent: InsightPlainState["anomalies"]["recent"][number][];
  words: InsightPlainState["words"][number][];
}
type Piece = Partial<Lists> & { readonly spread?: SpreadSlice };

/** Another version is left alone: the state is then read from the archive. */
const VERSION = 1;
const NAMESPACE = "insight";
const HEAD = "head";
const TURN = "turn";
/** About 250 kB: some 2 ms of work. */
const CALLS_A_PIECE = 2000;
const ROWS_A_PIECE = 2000;
const PIECES_A_PAGE = 4;
const KEPT_MS = 7 * 86_400_000;

/** The state of the insight in the archive: one for all nodes, since each knows the same. */
export class Snapshots {
  readonly #records: RecordStore;
  readonly #now: () => number;

  constructor(records: RecordStore, now: () => number) {
    this.#records = records;
    this.#now = now;
  }

  /** True for one caller of all nodes within `ms`. */
  takeTurn(nodeName: string, ms: number): Promise<boolean> {
    return this.#records.putIfAbsent(NAMESPACE, TURN, nodeName, this.#now() + ms);
  }

  /**
   * Stores the state piece by piece, so that the event loop is not held; the last pieces and `lasts` are of one turn.
   * @throws TelewireError ARCHIVE_UNAVAILABLE; what was stored before stays
   */
  async save(state: InsightState, lasts: ReadonlyMap<number, Position>): Promise<void> {
    const id = randomUUID();
    const expiresAt = this.#now() + KEPT_MS;
    const known = await this.#head();
    let pieces = 0;
    const put = (json: string): Promise<void> =>
      this.#records.put(space(id), String(pieces++).padStart(8, "0"), json, expiresAt);
    for (const spread of state.spread.slices(CALLS_A_PIECE)) await put(jsonOf({ spread }));
    const plain = state.toState();
    const last = state.spread.lastSlice();
    const until = plain.words.reduce((newest, [, { appendedAt }]) => Math.max(newest, appendedAt), 0);
    const held = [...lasts];
    await put(jsonOf({ spread: last }));
    for (const piece of piecesOf(plain)) await put(jsonOf(piece));
    const head: Head = { version: VERSION, id, until, lasts: held, pieces };
    await this.#records.put(NAMESPACE, HEAD, JSON.stringify(head), expiresAt);
    if (known !== undefined) await this.#forget(known.id);
  }

  /** Takes the stored state into an empty one; undefined when there is none that is whole. */
  async load(state: InsightState): Promise<Snapshot | undefined> {
    const head = await this.#head();
    if (head === undefined) return undefined;
    const pieces: Piece[] = [];
    for (let after = ""; ;) {
      const page = await this.#records.page(space(head.id), after, PIECES_A_PAGE);
      for (const { value } of page) pieces.push(JSON.parse(value) as Piece);
      after = page.at(-1)?.key ?? "";
      if (page.length < PIECES_A_PAGE) break;
    }
    if (pieces.length !== head.pieces) return undefined;
    for (const { spread } of pieces) if (spread !== undefined) state.spread.restore(spread);
    state.restore(plainOf(pieces));
    return head;
  }

  async #head(): Promise<Head | undefined> {
    const value = await this.#records.get(NAMESPACE, HEAD);
    const head = value === null ? undefined : (JSON.parse(value) as Head);
    return head?.version === VERSION ? head : undefined;
  }

  async #forget(id: string): Promise<void> {
    for (;;) {
      const page = await this.#records.page(space(id), "", PIECES_A_PAGE);
      if (page.length === 0) return;
      for (const { key } of page) await this.#records.delete(space(id), key);
    }
  }
}

function space(id: string): string {
  return `${NAMESPACE}-${id}`;
}

function* piecesOf({ reputations, stories, anomalies, words }: InsightPlainState): Generator<Piece> {
  const lists: { readonly [Name in keyof Lists]: readonly Lists[Name][number][] } = {
    subjects: reputations.subjects,
    stories: stories.stories,
    signs: stories.signs,
    series: anomalies.series,
    recent: anomalies.recent,
    words,
  };
  for (const [name, rows] of Object.entries(lists))
    for (let at = 0; at < rows.length; at += ROWS_A_PIECE) yield { [name]: rows.slice(at, at + ROWS_A_PIECE) };
}

function plainOf(pieces: readonly Piece[]): InsightPlainState {
  return {
    reputations: { version: 1, subjects: pieces.flatMap(({ subjects = [] }) => subjects) },
    stories: {
      version: 1,
      stories: pieces.flatMap(({ stories = [] }) => stories),
      signs: pieces.flatMap(({ signs = [] }) => signs),
    },
    anomalies: {
      version: 1,
      series: pieces.flatMap(({ series = [] }) => series),
      recent: pieces.flatMap(({ recent = [] }) => recent),
    },
    words: pieces.flatMap(({ words = [] }) => words),
  };
}

function jsonOf(piece: Piece): string {
  return JSON.stringify(piece);
}
