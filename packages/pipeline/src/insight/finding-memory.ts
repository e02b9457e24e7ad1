import type { MessageRef, NewDetectionEntry } from "@telewire/contracts";
import { BoundedMap } from "../journal/bounded-map.ts";

const MESSAGES = 16_384;

interface Remembered {
  /** Epoch ms of the newest of its findings. */
  readonly atMs: number;
  readonly texts: readonly string[];
}

/** The findings of the last messages with any (16,384), as they were written: what an edit, a delete or a verdict is about. */
export class FindingMemory {
  readonly #messages: BoundedMap<string, Remembered>;
  #forgottenUntilMs = Number.NEGATIVE_INFINITY;

  constructor(capacity = MESSAGES) {
    this.#messages = new BoundedMap(capacity);
  }

  /** As they stand now; none when the message had none, or is too long ago. */
  of(source: MessageRef): NewDetectionEntry[] {
    return (this.#messages.get(nameOf(source))?.texts ?? []).map((json) => JSON.parse(json) as NewDetectionEntry);
  }

  has(entry: NewDetectionEntry): boolean {
    return this.#messages.get(nameOf(entry.source))?.texts.some((text) => isSameFinding(text, entry)) === true;
  }

  /** Whether nothing is missing of messages dated later than this. */
  covers(dateMs: number): boolean {
    return dateMs > this.#forgottenUntilMs;
  }

  /** Findings of messages up to then may not be known here. */
  forgetUntil(dateMs: number): void {
    this.#forgottenUntilMs = Math.max(this.#forgottenUntilMs, dateMs);
  }

  /** Replaces what was known of the same finding. */
  set(entry: NewDetectionEntry, json = JSON.stringify(entry)): void {
    const name = nameOf(entry.source);
    const { atMs, texts } = this.#messages.get(name) ?? { atMs: Number.NEGATIVE_INFINITY, texts: [] };
    const gone = this.#messages.set(name, {
      atMs: Math.max(atMs, Date.parse(entry.trace.telegramDate)),
      texts: [...texts.filter((text) => !isSameFinding(text, entry)), json],
    });
    if (gone !== undefined) this.forgetUntil(gone.atMs);
  }

  delete(entry: NewDetectionEntry): void {
    const name = nameOf(entry.source);
    const known = this.#messages.get(name);
    if (known === undefined) return;
    const texts = known.texts.filter((text) => !isSameFinding(text, entry));
    if (texts.length > 0) this.#messages.set(name, { ...known, texts });
    else this.#messages.delete(name);
  }
}

function isSameFinding(json: string, { family, address, surface }: NewDetectionEntry): boolean {
  const known = JSON.parse(json) as NewDetectionEntry;
  return known.address === address && known.family === family && known.surface === surface;
}

function nameOf({ sessionId, chatId, messageId }: MessageRef): string {
  return `${sessionId}/${chatId}/${messageId}`;
}
