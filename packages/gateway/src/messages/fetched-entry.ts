import { TelewireError } from "@telewire/contracts";
import type { MessageEntry, NewMessageEntry } from "@telewire/contracts";

const CURSOR = /^t\.(\d{1,10})$/;

/** A message that Telegram gave and the log does not have: its id says where it stands in its chat. */
export function fetchedEntry(message: NewMessageEntry): MessageEntry {
  return { ...message, id: `t.${message.messageId}` };
}

/** The message id in a cursor of fetched messages; undefined when it is another kind of cursor. */
export function fetchedPlace(cursor: string | undefined): string | undefined {
  return CURSOR.exec(cursor ?? "")?.[1];
}

/** @throws TelewireError BAD_POSITION */
export function fetchedBefore(cursor: string): string {
  const place = fetchedPlace(cursor);
  if (place === undefined) throw new TelewireError("BAD_POSITION");
  return place;
}
