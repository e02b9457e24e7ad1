import type { BoxEvent, MessagePatch, PeerId, StoredMessage } from "./types.ts";

/** A message box with its own ids and pts: one per user (private chats and groups) and one per channel. */
export class Box {
  readonly messages = new Map<number, StoredMessage>();
  readonly events: BoxEvent[] = [];
  readonly #history = new Map<PeerId, number[]>();
  readonly #counts = new Map<PeerId, number>();
  topId = 0;
  pts = 1;
  /** When the last event happened, in seconds. */
  lastDate = 0;

  /** Ids of a peer's messages, oldest first; deleted ones included. */
  idsOf(peer: PeerId): readonly number[] {
    return this.#history.get(peer) ?? [];
  }

  /** How many messages of a peer exist. */
  countOf(peer: PeerId): number {
    return this.#counts.get(peer) ?? 0;
  }

  peers(): Iterable<PeerId> {
    return this.#history.keys();
  }

  #record(kind: BoxEvent["kind"], ids: readonly number[], peer: PeerId, count: number, date: number): BoxEvent {
    this.pts += count;
    this.lastDate = Math.max(this.lastDate, date);
    const event = { pts: this.pts, count, kind, ids, peer };
    this.events.push(event);
    return event;
  }

  add(message: StoredMessage): BoxEvent {
    this.messages.set(message.id, message);
    this.topId = Math.max(this.topId, message.id);
    const ids = this.#history.get(message.peer);
    if (ids) ids.push(message.id);
    else this.#history.set(message.peer, [message.id]);
    this.#counts.set(message.peer, this.countOf(message.peer) + 1);
    return this.#record("new", [message.id], message.peer, 1, message.date);
  }

  edit(id: number, patch: MessagePatch, date: number): BoxEvent | undefined {
    const message = this.messages.get(id);
    if (!message) return undefined;
    this.messages.set(id, { ...message, ...patch });
    return this.#record("edit", [id], message.peer, 1, date);
  }

  /** Changes a message without an event of this box (views, pins). */
  touch(id: number, patch: MessagePatch): void {
    const message = this.messages.get(id);
    if (message) this.messages.set(id, { ...message, ...patch });
  }

  /** pts grows by the number of messages deleted. */
  delete(ids: readonly number[], date: number): BoxEvent | undefined {
    const gone = ids.filter((id) => this.messages.has(id));
    const first = this.messages.get(gone[0] ?? 0);
    if (!first) return undefined;
    for (const id of gone) {
      const peer = this.messages.get(id)?.peer;
      if (this.messages.delete(id) && peer !== undefined) this.#counts.set(peer, this.countOf(peer) - 1);
    }
    return this.#record("delete", gone, first.peer, gone.length, date);
  }

  read(kind: "readInbox" | "readOutbox", peer: PeerId, maxId: number, date: number): BoxEvent {
    return this.#record(kind, [maxId], peer, 1, date);
  }

  /** Events after `pts`, by binary search. */
  eventsAfter(pts: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.pts ?? 0) <= pts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest message of a peer that still exists. */
  topOf(peer: PeerId): StoredMessage | undefined {
    const ids = this.idsOf(peer);
    for (let index = ids.length - 1; index >= 0; index--) {
      const message = this.messages.get(ids[index] ?? 0);
      if (message) return message;
    }
    return undefined;
  }
}
