import { TelewireError } from "@telewire/contracts";
import type { ChatsPlace, SearchPlace } from "@telewire/telegram";

const CHATS = /^c\.(\d{1,3})(?:\.(\d{1,10})\.(\d{1,10})\.(-?\d{1,20}))?$/;
const SEARCH = /^g\.(\d{1,10})\.(-?\d{1,20})\.(\d{1,10})$/;

/** Cursor of a list of chats. */
export function chatsCursor({ pinned, offset }: ChatsPlace): string {
  return offset === null ? `c.${pinned}` : `c.${pinned}.${offset.date}.${offset.messageId}.${offset.chatId}`;
}

/** @throws TelewireError BAD_POSITION */
export function chatsPlaceOf(cursor: string): ChatsPlace {
  const [whole, pinned, date, messageId, chatId] = CHATS.exec(cursor) ?? [];
  if (whole === undefined) throw new TelewireError("BAD_POSITION");
  const offset =
    date === undefined ? null : { date: Number(date), messageId: Number(messageId), chatId: Number(chatId) };
  return { pinned: Number(pinned), offset };
}

/** Cursor of a search over all chats. */
export function searchCursor({ rate, chatId, messageId }: SearchPlace): string {
  return `g.${rate}.${chatId}.${messageId}`;
}

/** @throws TelewireError BAD_POSITION */
export function searchPlaceOf(cursor: string): SearchPlace {
  const [, rate, chatId, messageId] = SEARCH.exec(cursor) ?? [];
  if (rate === undefined || chatId === undefined || messageId === undefined) throw new TelewireError("BAD_POSITION");
  return { rate: Number(rate), chatId, messageId };
}
