import type { tl } from "@mtcute/core";
import type Long from "long";
import { isoSeconds } from "../message-entry.ts";
import { markedPeerId } from "../peer-store.ts";

export interface SentMessage {
  readonly messageId: string;
  readonly date: string;
}

interface Told {
  readonly messageId: string;
  /** Chat and date are told by answers, not by differences. */
  readonly chatId?: number;
  readonly date?: string;
}

const MAX_TOLD = 10_000;

/** What Telegram told of the messages that random ids became: in answers, pushes and differences; the newest of them. */
export class SentIds {
  readonly #told = new Map<string, Told>();

  /** Takes note of an answer. */
  note(updates: tl.TypeUpdates): void {
    const list = "updates" in updates ? updates.updates : [];
    for (const update of list) {
      if (update._ !== "updateMessageID") continue;
      const message = list.map(messageOf).find((sent) => sent?.id === update.id);
      this.add(update.randomId, {
        messageId: String(update.id),
        ...(message === undefined ? {} : { chatId: markedPeerId(message.peerId), date: isoSeconds(message.date) }),
      });
    }
  }

  add(randomId: Long, told: Told): void {
    const key = randomId.toString();
    const known = this.#told.get(key);
    this.#told.delete(key);
    this.#told.set(key, { ...known, ...told });
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_TOLD && oldest !== undefined) this.#told.delete(oldest);
  }

  of(randomId: Long): Told | undefined {
    return this.#told.get(randomId.toString());
  }

  /** Ids of messages of a chat that are known to be of random ids: they can be of no other. */
  inChat(chatId: number): ReadonlySet<string> {
    const ids = [...this.#told.values()].filter((told) => told.chatId === chatId).map(({ messageId }) => messageId);
    return new Set(ids);
  }
}

function messageOf(update: tl.TypeUpdate): tl.RawMessage | undefined {
  const isNew =
    update._ === "updateNewMessage" ||
    update._ === "updateNewChannelMessage" ||
    update._ === "updateNewScheduledMessage";
  return isNew && update.message._ === "message" ? update.message : undefined;
}
