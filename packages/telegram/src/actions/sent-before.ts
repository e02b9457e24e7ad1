import type { tl } from "@mtcute/core";
import Long from "long";
import { isoSeconds } from "../message-entry.ts";
import { inputPeerOf } from "../peer-store.ts";
import type { Peer } from "../peer-store.ts";
import type { EarlierTry } from "../session-control.ts";
import { telegramTypeOf } from "../telegram-error.ts";
import type { ActionContext } from "./context.ts";
import type { SentMessage } from "./sent-ids.ts";

/** How many of a chat's newest messages are looked through. */
const LOOK_BACK = 100;
/** Telegram's clock and ours may differ so much. */
const SKEW_SECONDS = 30;

export interface Sending<Answer> {
  /** One for each message that the call sends. */
  readonly randomIds: readonly Long[];
  readonly tried: EarlierTry | undefined;
  /** Whether a message may be one of those, where Telegram did not tell which they are. */
  readonly is: (message: tl.RawMessage) => boolean;
  readonly answer: (found: SentMessage[]) => Answer;
}

/**
 * Runs a call that sends messages. When Telegram says that it has their random ids already, from a try whose answer was lost,
 * they are the answer: those that Telegram named in an answer or update since then, else the first ones since the first try
 * that fit and belong to no other call.
 */
export async function sendOnce<Answer>(
  context: ActionContext,
  peer: Peer,
  call: () => Promise<Answer>,
  { randomIds, tried = { at: context.now() }, is, answer }: Sending<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (telegramTypeOf(error) !== "RANDOM_ID_DUPLICATE") throw error;
    const told = toldOf(context, randomIds);
    if (told.length === randomIds.length) return answer(told);
    const newest = await newestOf(context, peer, tried);
    const named = randomIds.map((randomId) => context.sent.of(randomId)?.messageId);
    const others = context.sent.inChat(peer.id);
    const found = named.every((messageId) => messageId !== undefined)
      ? newest.filter(({ id }) => named.includes(String(id)))
      : newest.filter((message) => is(message) && !others.has(String(message.id))).slice(0, randomIds.length);
    if (found.length < randomIds.length) throw error;
    const sent = found.map(({ id, date }) => ({ messageId: String(id), date: isoSeconds(date) }));
    for (const [index, randomId] of randomIds.entries()) {
      const message = sent[index];
      if (message !== undefined) context.sent.add(randomId, { ...message, chatId: peer.id });
    }
    return answer(sent);
  }
}

function toldOf({ sent }: ActionContext, randomIds: readonly Long[]): SentMessage[] {
  return randomIds.flatMap((randomId) => {
    const { messageId, date } = sent.of(randomId) ?? {};
    return messageId === undefined || date === undefined ? [] : [{ messageId, date }];
  });
}

/** Own messages since then, oldest first. */
async function newestOf(context: ActionContext, peer: Peer, { at, above = "0" }: EarlierTry): Promise<tl.RawMessage[]> {
  const result = await context.call({
    _: "messages.getHistory",
    peer: inputPeerOf(peer),
    offsetId: 0,
    offsetDate: 0,
    addOffset: 0,
    limit: LOOK_BACK,
    maxId: 0,
    minId: Number(above),
    hash: Long.ZERO,
  });
  if (result._ === "messages.messagesNotModified") return [];
  const since = Math.floor(at / 1000) - SKEW_SECONDS;
  return result.messages
    .filter((message) => message._ === "message")
    .filter(({ date, out }) => out === true && date >= since)
    .toReversed();
}
