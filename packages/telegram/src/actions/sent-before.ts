import type { tl } from "@mtcute/core";
import Long from "long";
import { isoSeconds } from "../message-entry.ts";
import { inputPeerOf } from "../peer-store.ts";
import type { Peer } from "../peer-store.ts";
import { telegramTypeOf } from "../telegram-error.ts";
import type { ActionContext } from "./context.ts";

export interface SentMessage {
  readonly messageId: string;
  readonly date: string;
}

/** How many of a chat's newest messages are looked through. */
const LOOK_BACK = 100;
/** Telegram's clock and ours may differ so much. */
const SKEW_SECONDS = 30;

/**
 * Runs a call that sends `count` messages. When Telegram says that it has them already, from a try whose answer was lost, they
 * are looked for among the newest messages of the chat.
 */
export async function sendOnce<Answer>(
  context: ActionContext,
  peer: Peer,
  triedAt: number | undefined,
  call: () => Promise<Answer>,
  again: {
    readonly count: number;
    readonly is: (message: tl.RawMessage) => boolean;
    readonly answer: (found: SentMessage[]) => Answer;
  },
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (triedAt === undefined || telegramTypeOf(error) !== "RANDOM_ID_DUPLICATE") throw error;
    const found = await newestOf(context, peer, triedAt, again.is);
    if (found.length < again.count) throw error;
    return again.answer(found.slice(0, again.count));
  }
}

/** Own messages since then that fit, oldest first. */
async function newestOf(
  context: ActionContext,
  peer: Peer,
  sinceMs: number,
  is: (message: tl.RawMessage) => boolean,
): Promise<SentMessage[]> {
  const result = await context.call({
    _: "messages.getHistory",
    peer: inputPeerOf(peer),
    offsetId: 0,
    offsetDate: 0,
    addOffset: 0,
    limit: LOOK_BACK,
    maxId: 0,
    minId: 0,
    hash: Long.ZERO,
  });
  if (result._ === "messages.messagesNotModified") return [];
  const since = Math.floor(sinceMs / 1000) - SKEW_SECONDS;
  return result.messages
    .filter((message) => message._ === "message" && message.date >= since && message.out === true && is(message))
    .map((message) => ({
      messageId: String(message.id),
      date: isoSeconds(message._ === "message" ? message.date : 0),
    }))
    .toReversed();
}
