import type { NewMessageEntry } from "@telewire/contracts";

/** Whether an event belongs to a monitored chat. */
export type ChatFilter = (event: {
  readonly chatId: string;
  readonly chat: Pick<NewMessageEntry["chat"], "username">;
}) => boolean;

/** From `MONITORED_CHATS`: marked ids, bare channel ids, `@name`, `name` or `https://t.me/name`; an empty list takes every chat. */
export function createChatFilter(monitored: readonly string[]): ChatFilter {
  if (monitored.length === 0) return () => true;
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const chat of monitored) {
    if (/^-?\d+$/.test(chat)) {
      ids.add(chat);
      if (!chat.startsWith("-")) ids.add(`-100${chat}`);
    } else {
      names.add(chat.replace(/^(@|https:\/\/t\.me\/)/, "").toLowerCase());
    }
  }
  return ({ chatId, chat }) =>
    ids.has(chatId) || (names.size > 0 && chat.username !== undefined && names.has(chat.username.toLowerCase()));
}
