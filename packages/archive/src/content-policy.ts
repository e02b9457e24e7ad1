import type { MessageEntry } from "@telewire/contracts";

/** The entry without what people wrote or are called; ids, kinds, dates and the chat stay. */
export function withoutContent(entry: MessageEntry): MessageEntry {
  const { forward, media, sender, ...rest } = entry;
  return {
    ...rest,
    text: "",
    entities: [],
    surfaces: {},
    ...(sender === undefined ? {} : { sender: { id: sender.id, kind: sender.kind } }),
    ...(media === undefined ? {} : { media: { type: media.type } }),
    ...(forward === undefined ? {} : { forward: { date: forward.date, fromId: forward.fromId, messageId: forward.messageId } }),
  };
}
