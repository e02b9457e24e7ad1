import type { MessageRef, NewDetectionEntry } from "@telewire/contracts";
import { BoundedMap } from "../journal/bounded-map.ts";

const MESSAGES = 16_384;

/** The findings of the last 16,384 messages with any, as they were written: what an edit, a delete or a verdict is about. */
export class FindingMemory {
  readonly #messages = new BoundedMap<string, readonly string[]>(MESSAGES);

  /** As they stand now; none when the message had none, or is too long ago. */
  of(source: MessageRef): NewDetectionEntry[] {
    return (this.#messages.get(nameOf(source)) ?? []).map((json) => JSON.parse(json) as NewDetectionEntry);
  }

  /** Those that no chain was asked about. */
  *withoutValidation(): Generator<NewDetectionEntry> {
    for (const [, texts] of this.#messages.entries())
      for (const json of texts) if (!json.includes('"validation":')) yield JSON.parse(json) as NewDetectionEntry;
  }

  /** Replaces what was known of the same finding. */
  set(entry: NewDetectionEntry, json = JSON.stringify(entry)): void {
    const name = nameOf(entry.source);
    const known = this.#messages.get(name);
    const others = known === undefined ? [] : known.filter((text) => !isSameFinding(text, entry));
    this.#messages.set(name, [...others, json]);
  }

  delete(entry: NewDetectionEntry): void {
    const name = nameOf(entry.source);
    const left = (this.#messages.get(name) ?? []).filter((text) => !isSameFinding(text, entry));
    if (left.length > 0) this.#messages.set(name, left);
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
