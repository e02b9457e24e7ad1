import type { DetectionEntry, MessageEntry } from "@telewire/contracts";

/** The entry without what people wrote or are called; ids, kinds, dates and the titles of groups and channels stay. */
export function withoutContent(entry: MessageEntry): MessageEntry {
  const { forward, media, sender, chat, ...rest } = entry;
  return {
    ...rest,
    chat: chat.kind === "private" ? { id: chat.id, kind: chat.kind } : chat,
    text: "",
    entities: [],
    surfaces: {},
    ...(sender === undefined ? {} : { sender: { id: sender.id, kind: sender.kind } }),
    ...(media === undefined ? {} : { media: { type: media.type } }),
    ...(forward === undefined
      ? {}
      : { forward: { date: forward.date, fromId: forward.fromId, messageId: forward.messageId } }),
  };
}

/** The detection without names of people: the title of a private chat (its id is a user's) is one. */
export function withoutNames(entry: DetectionEntry): DetectionEntry {
  const isPrivate = !entry.source.chatId.startsWith("-");
  return { ...entry, senderName: undefined, ...(isPrivate ? { chatTitle: undefined } : {}) };
}
