import type { DetectInput, NewMessageEntry } from "@telewire/contracts";
import { mayHoldPart } from "@telewire/detect";
import { BoundedMap } from "./bounded-map.ts";

type Previous = NonNullable<DetectInput["previous"]>;

const CHATS = 256;
const MESSAGES = 4;
const MAX_TEXT = 256;
const MAX_AGE_SECONDS = 120;

interface Line {
  readonly text: string;
  readonly senderId: string | undefined;
  readonly atSeconds: number;
}

/** The last short messages of each chat that could hold a part of an address, for those that are split over messages. */
export class ChatContext {
  readonly #chats = new BoundedMap<string, Line[]>(CHATS);

  /** The messages just before this one, newest first; then remembers this one. */
  advance(event: NewMessageEntry): Previous | undefined {
    const atSeconds = Date.parse(event.date) / 1000;
    const lines = this.#chats.get(event.chatId) ?? [];
    const previous: Previous = [];
    for (const line of lines) {
      const secondsBefore = atSeconds - line.atSeconds;
      if (secondsBefore < 0 || secondsBefore > MAX_AGE_SECONDS) break;
      previous.push({ text: line.text, sameSender: line.senderId === event.sender?.id, secondsBefore });
    }
    if (event.text.length <= MAX_TEXT && mayHoldPart(event.text)) {
      this.#chats.set(event.chatId, [
        { text: event.text, senderId: event.sender?.id, atSeconds },
        ...lines.slice(0, MESSAGES - 1),
      ]);
    }
    return previous.length === 0 ? undefined : previous;
  }
}
