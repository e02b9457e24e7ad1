import { z } from "zod";

/** Version of every entry of the log; readers accept all versions listed in `READABLE_SCHEMA_VERSIONS`. */
export const SCHEMA_VERSION = "1.0.0";
export const READABLE_SCHEMA_VERSIONS: readonly string[] = ["1.0.0"];

const id = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .meta({ description: "A Telegram id as a decimal string." });
const timestamp = z.iso.datetime({ precision: 3 }).meta({ description: "ISO 8601 in UTC with milliseconds." });

export const ENTITY_TYPES = [
  "mention",
  "hashtag",
  "botCommand",
  "url",
  "email",
  "bold",
  "italic",
  "code",
  "pre",
  "textUrl",
  "mentionName",
  "phone",
  "cashtag",
  "underline",
  "strike",
  "blockquote",
  "bankCard",
  "spoiler",
  "customEmoji",
  "unknown",
] as const;

export const messageEntity = z
  .object({
    type: z.enum(ENTITY_TYPES),
    offset: z.int().min(0).meta({ description: "Start in UTF-16 code units." }),
    length: z.int().min(0).meta({ description: "Length in UTF-16 code units." }),
    url: z.string().optional().meta({ description: "Target of a textUrl." }),
    language: z.string().optional().meta({ description: "Language of a pre block." }),
    userId: id.optional().meta({ description: "User of a mentionName." }),
  })
  .meta({ id: "MessageEntity" });
export type MessageEntity = z.infer<typeof messageEntity>;

export const messageButton = z
  .object({
    text: z.string(),
    url: z.string().optional().meta({ description: "Target of a URL or web-view button." }),
    copy: z.string().optional().meta({ description: "Text that a copy button copies." }),
  })
  .meta({ id: "MessageButton" });
export type MessageButton = z.infer<typeof messageButton>;

/** Everything of a message, apart from text and entities, in which a contract address can sit. */
export const messageSurfaces = z
  .object({
    buttons: z.array(messageButton).optional(),
    preview: z.object({ url: z.string(), title: z.string().optional(), description: z.string().optional() }).optional(),
    quote: z.string().optional(),
    poll: z.object({ question: z.string(), options: z.array(z.string()) }).optional(),
  })
  .meta({ id: "MessageSurfaces" });
export type MessageSurfaces = z.infer<typeof messageSurfaces>;

export const CHAT_KINDS = ["private", "group", "supergroup", "channel"] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

export const messageSender = z
  .object({
    id,
    kind: z.enum(["user", "chat"]),
    name: z.string().optional(),
    username: z.string().optional(),
    isBot: z.boolean().optional(),
  })
  .meta({ id: "Sender" });
export const messageChat = z
  .object({
    id,
    kind: z.enum(CHAT_KINDS),
    title: z.string().optional(),
    username: z.string().optional(),
  })
  .meta({ id: "Chat" });

export const trace = z
  .object({
    telegramDate: timestamp.meta({ description: "Telegram's date of the message, one second resolution." }),
    receivedAt: z.number().meta({ description: "When its bytes were read from the socket: epoch ms, with fraction." }),
    appendedAt: z.number().meta({ description: "When it was handed to the log: epoch ms, with fraction." }),
  })
  .meta({ id: "Trace" });
export type Trace = z.infer<typeof trace>;

export const MESSAGE_KINDS = ["message", "edit", "delete"] as const;

export const MEDIA_TYPES = [
  "photo",
  "video",
  "audio",
  "voice",
  "document",
  "sticker",
  "poll",
  "contact",
  "location",
  "other",
] as const;

/**
 * One entry of the messages stream. `id` is its position: the log adds it when the entry is read.
 * A `delete` has no text, entities or sender.
 */
export const messageEntry = z
  .object({
    schemaVersion: z.string(),
    id: z.string(),
    kind: z.enum(MESSAGE_KINDS),
    sessionId: z.string(),
    chatId: id.meta({ description: "Marked id: users positive, basic groups negative, channels -100..." }),
    messageId: id,
    date: timestamp,
    editDate: timestamp.optional(),
    sender: messageSender.optional(),
    chat: messageChat,
    text: z.string(),
    entities: z.array(messageEntity),
    surfaces: messageSurfaces,
    media: z
      .object({
        type: z.enum(MEDIA_TYPES),
        fileName: z.string().optional(),
        mimeType: z.string().optional(),
        sizeBytes: z.number().optional(),
      })
      .optional(),
    replyTo: z.object({ messageId: id, chatId: id.optional() }).optional(),
    forward: z
      .object({ fromId: id.optional(), fromName: z.string().optional(), date: timestamp, messageId: id.optional() })
      .optional(),
    albumId: z.string().optional(),
    isOutgoing: z.boolean().optional(),
    detections: z
      .int()
      .min(1)
      .optional()
      .meta({ description: "How many addresses were detected in it; absent when none." }),
    backfilled: z.boolean().meta({ description: "Fetched from history after a gap, not pushed." }),
    trace,
  })
  .meta({ id: "Message" });
export type MessageEntry = z.infer<typeof messageEntry>;

/** A message as it is appended: the log gives it its `id`. */
export type NewMessageEntry = Omit<MessageEntry, "id">;
