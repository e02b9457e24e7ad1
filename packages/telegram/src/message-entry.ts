import type { tl } from "@mtcute/core";
import { SCHEMA_VERSION } from "@telewire/contracts";
import type { MessageButton, MessageEntity, MessageSurfaces, NewMessageEntry } from "@telewire/contracts";
import { markedPeerId } from "./peer-store.ts";
import type { PeerStore } from "./peer-store.ts";
import { plainTextOf } from "./rich-message.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Media = NonNullable<NewMessageEntry["media"]>;

export interface EntryContext {
  readonly sessionId: string;
  readonly selfId: number;
  readonly peers: PeerStore;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly isBackfilled: boolean;
}

/** A message or an edit as an entry. The first four keys lead its JSON, as the log wants it. */
export function messageEntry(kind: "message" | "edit", message: tl.RawMessage, context: EntryContext): NewMessageEntry {
  const { sessionId, peers, receivedAt, isBackfilled } = context;
  const chatId = markedPeerId(message.peerId);
  const date = isoSeconds(message.date);
  const entry: Mutable<NewMessageEntry> = {
    schemaVersion: SCHEMA_VERSION,
    kind,
    sessionId,
    chatId: String(chatId),
    messageId: String(message.id),
    date,
    chat: peers.chat(chatId).chat,
    text: message.message,
    entities: message.entities === undefined ? NO_ENTITIES : mapEntities(message.entities),
    surfaces: surfacesOf(message),
    backfilled: isBackfilled,
    trace: { telegramDate: date, receivedAt, appendedAt: 0 },
  };
  const senderId =
    message.fromId === undefined
      ? chatId > 0
        ? message.out === true
          ? context.selfId
          : chatId
        : null
      : markedPeerId(message.fromId);
  if (senderId !== null)
    entry.sender = peers.get(senderId)?.sender ?? { id: String(senderId), kind: senderId > 0 ? "user" : "chat" };
  if (message.richMessage?._ === "richMessage") setRichText(entry, message.richMessage);
  if (message.editDate !== undefined) entry.editDate = isoSeconds(message.editDate);
  if (message.media !== undefined) setMedia(entry, message.media);
  if (message.replyTo?._ === "messageReplyHeader") setReply(entry, message.replyTo);
  if (message.fwdFrom !== undefined) entry.forward = forwardOf(message.fwdFrom);
  if (message.groupedId !== undefined) entry.albumId = message.groupedId.toString();
  if (message.out === true) entry.isOutgoing = true;
  return entry;
}

/** A deleted message: `dateSeconds` is when Telegram told of it. */
export function deleteEntry(
  chatId: number,
  messageId: number,
  dateSeconds: number,
  context: EntryContext,
): NewMessageEntry {
  const date = isoSeconds(dateSeconds);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "delete",
    sessionId: context.sessionId,
    chatId: String(chatId),
    messageId: String(messageId),
    date,
    chat: context.peers.chat(chatId).chat,
    text: "",
    entities: NO_ENTITIES,
    surfaces: NO_SURFACES,
    backfilled: context.isBackfilled,
    trace: { telegramDate: date, receivedAt: context.receivedAt, appendedAt: 0 },
  };
}

// Shared by all entries: nothing writes to an entry's lists.
const NO_ENTITIES: MessageEntity[] = [];
const NO_SURFACES: MessageSurfaces = {};

let lastSecond = -1;
let lastIso = "";

/** Messages come in bursts of one second: its text is made once. */
export function isoSeconds(seconds: number): string {
  if (seconds !== lastSecond) {
    lastSecond = seconds;
    lastIso = new Date(seconds * 1000).toISOString();
  }
  return lastIso;
}

const ENTITY_TYPE: Readonly<Record<string, MessageEntity["type"]>> = {
  messageEntityMention: "mention",
  messageEntityHashtag: "hashtag",
  messageEntityBotCommand: "botCommand",
  messageEntityUrl: "url",
  messageEntityEmail: "email",
  messageEntityBold: "bold",
  messageEntityItalic: "italic",
  messageEntityCode: "code",
  messageEntityPre: "pre",
  messageEntityTextUrl: "textUrl",
  messageEntityMentionName: "mentionName",
  messageEntityPhone: "phone",
  messageEntityCashtag: "cashtag",
  messageEntityUnderline: "underline",
  messageEntityStrike: "strike",
  messageEntityBlockquote: "blockquote",
  messageEntityBankCard: "bankCard",
  messageEntitySpoiler: "spoiler",
  messageEntityCustomEmoji: "customEmoji",
};

function mapEntities(entities: readonly tl.TypeMessageEntity[]): MessageEntity[] {
  return entities.map((entity) => {
    const mapped: MessageEntity = {
      type: ENTITY_TYPE[entity._] ?? "unknown",
      offset: entity.offset,
      length: entity.length,
    };
    if (entity._ === "messageEntityTextUrl") mapped.url = entity.url;
    else if (entity._ === "messageEntityPre") {
      if (entity.language !== "") mapped.language = entity.language;
    } else if (entity._ === "messageEntityMentionName") mapped.userId = String(entity.userId);
    return mapped;
  });
}

/** Page blocks follow the text, if there is any. */
function setRichText(entry: Mutable<NewMessageEntry>, richMessage: tl.RawRichMessage): void {
  const { text, entities } = plainTextOf(richMessage);
  const start = entry.text === "" ? 0 : entry.text.length + 1;
  entry.entities = [
    ...entry.entities,
    ...mapEntities(entities).map((entity) => ({ ...entity, offset: entity.offset + start })),
  ];
  entry.text = start === 0 ? text : `${entry.text}\n${text}`;
}

function surfacesOf({ replyMarkup, media, replyTo }: tl.RawMessage): MessageSurfaces {
  if (replyMarkup === undefined && media === undefined && replyTo === undefined) return NO_SURFACES;
  const surfaces: MessageSurfaces = {};
  if (replyMarkup !== undefined && "rows" in replyMarkup) {
    const buttons = replyMarkup.rows.flatMap((row) => row.buttons.map(mapButton));
    if (buttons.length > 0) surfaces.buttons = buttons;
  }
  if (media?._ === "messageMediaWebPage" && media.webpage._ === "webPage") surfaces.preview = previewOf(media.webpage);
  if (media?._ === "messageMediaPoll") {
    surfaces.poll = {
      question: media.poll.question.text,
      options: media.poll.answers.flatMap((answer) => ("text" in answer ? [answer.text.text] : [])),
    };
  }
  if (replyTo?._ === "messageReplyHeader" && replyTo.quoteText !== undefined) surfaces.quote = replyTo.quoteText;
  return surfaces;
}

function mapButton(button: tl.TypeKeyboardButton): MessageButton {
  const mapped: MessageButton = { text: button.text };
  if ("url" in button) mapped.url = button.url;
  if (button._ === "keyboardButtonCopy") mapped.copy = button.copyText;
  return mapped;
}

function previewOf({ url, title, description }: tl.RawWebPage): NonNullable<MessageSurfaces["preview"]> {
  return { url, ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

function setMedia(entry: Mutable<NewMessageEntry>, media: tl.TypeMessageMedia): void {
  const mapped = mapMedia(media);
  if (mapped !== null) entry.media = mapped;
}

function mapMedia(media: tl.TypeMessageMedia): Media | null {
  switch (media._) {
    case "messageMediaEmpty":
    case "messageMediaWebPage":
      return null;
    case "messageMediaPhoto":
      return { type: "photo" };
    case "messageMediaDocument":
      return media.document?._ === "document" ? mapDocument(media.document) : { type: "document" };
    case "messageMediaPoll":
      return { type: "poll" };
    case "messageMediaContact":
      return { type: "contact" };
    case "messageMediaGeo":
    case "messageMediaGeoLive":
    case "messageMediaVenue":
      return { type: "location" };
    default:
      return { type: "other" };
  }
}

function mapDocument({ attributes, mimeType, size }: tl.RawDocument): Media {
  const mapped: Media = { type: "document", mimeType, sizeBytes: size };
  for (const attribute of attributes) {
    if (attribute._ === "documentAttributeFilename") mapped.fileName = attribute.fileName;
    else if (attribute._ === "documentAttributeSticker") mapped.type = "sticker";
    else if (attribute._ === "documentAttributeVideo" && mapped.type !== "sticker") mapped.type = "video";
    else if (attribute._ === "documentAttributeAudio") mapped.type = attribute.voice === true ? "voice" : "audio";
  }
  return mapped;
}

function setReply(entry: Mutable<NewMessageEntry>, { replyToMsgId, replyToPeerId }: tl.RawMessageReplyHeader): void {
  if (replyToMsgId === undefined) return;
  entry.replyTo = {
    messageId: String(replyToMsgId),
    ...(replyToPeerId === undefined ? {} : { chatId: String(markedPeerId(replyToPeerId)) }),
  };
}

function forwardOf({
  fromId,
  fromName,
  date,
  channelPost,
}: tl.TypeMessageFwdHeader): NonNullable<NewMessageEntry["forward"]> {
  return {
    ...(fromId === undefined ? {} : { fromId: String(markedPeerId(fromId)) }),
    ...(fromName === undefined ? {} : { fromName }),
    date: isoSeconds(date),
    ...(channelPost === undefined ? {} : { messageId: String(channelPost) }),
  };
}
