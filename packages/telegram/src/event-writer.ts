import type { tl } from "@mtcute/core";
import type Long from "long";
import { deleteEntry, messageEntry } from "./message-entry.ts";
import { isChannelId, markedChannelId, markedPeerId } from "./peer-store.ts";
import type { PeerStore } from "./peer-store.ts";
import type { UpdateJournal } from "./update-journal.ts";

/** Messages of private chats and basic groups whose chat is remembered: a delete names only the message. */
const MAX_REMEMBERED_CHATS = 5_000;
const MAX_PREVIEWLESS = 200;
/** Chat of a deleted message that is no longer remembered: some private chat or basic group of the session. */
const UNKNOWN_CHAT_ID = 0;

export interface EventWriterOptions {
  readonly sessionId: string;
  readonly selfId: number;
  readonly peers: PeerStore;
  readonly journal: UpdateJournal;
}

/** Turns updates whose turn it is into events of the journal. */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #chatOfMessage = new Map<number, number>();
  /** Messages by the id of the web page whose preview is still being made. */
  readonly #previewless = new Map<string, tl.RawMessage>();

  constructor(options: EventWriterOptions) {
    this.#options = options;
  }

  /** False for service messages: they make no event. */
  message(message: tl.RawMessage | tl.RawMessageService, receivedAt: number, isBackfilled: boolean): boolean {
    const chatId = markedPeerId(message.peerId);
    if (!isChannelId(chatId)) remember(this.#chatOfMessage, message.id, chatId, MAX_REMEMBERED_CHATS);
    if (message._ === "messageService") return false;
    if (message.media?._ === "messageMediaWebPage" && message.media.webpage._ === "webPagePending") {
      remember(this.#previewless, pageKey(message.media.webpage.id), message, MAX_PREVIEWLESS);
    }
    this.#options.journal.add(messageEntry("message", message, this.#context(receivedAt, isBackfilled)));
    return true;
  }

  /** Edits, deletes and late previews; other updates make no event. */
  update(update: tl.TypeUpdate, receivedAt: number): void {
    switch (update._) {
      case "updateEditMessage":
      case "updateEditChannelMessage":
        if (update.message._ === "message") this.#edit(update.message, receivedAt);
        return;
      case "updateDeleteMessages":
        for (const id of update.messages) this.#delete(this.#chatOfMessage.get(id) ?? UNKNOWN_CHAT_ID, id, receivedAt);
        return;
      case "updateDeleteChannelMessages":
        for (const id of update.messages) this.#delete(markedChannelId(update.channelId), id, receivedAt);
        return;
      case "updateWebPage":
      case "updateChannelWebPage":
        if (update.webpage._ === "webPage") this.#previewed(update.webpage, receivedAt);
        return;
      default:
    }
  }

  #edit(message: tl.RawMessage, receivedAt: number): void {
    this.#options.journal.add(messageEntry("edit", message, this.#context(receivedAt, false)));
  }

  #delete(chatId: number, messageId: number, receivedAt: number): void {
    this.#options.journal.add(
      deleteEntry(chatId, messageId, Math.floor(receivedAt / 1000), this.#context(receivedAt, false)),
    );
  }

  /** The preview that Telegram had not made yet when the message came: an edit at the time when it did. */
  #previewed(webpage: tl.RawWebPage, receivedAt: number): void {
    const key = pageKey(webpage.id);
    const message = this.#previewless.get(key);
    if (message === undefined) return;
    this.#previewless.delete(key);
    this.#edit(
      { ...message, media: { _: "messageMediaWebPage", webpage }, editDate: Math.floor(receivedAt / 1000) },
      receivedAt,
    );
  }

  #context(receivedAt: number, isBackfilled: boolean): Parameters<typeof messageEntry>[2] {
    const { sessionId, selfId, peers } = this.#options;
    return { sessionId, selfId, peers, receivedAt, isBackfilled };
  }
}

function pageKey(id: Long): string {
  return id.toString();
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
  map.set(key, value);
  if (map.size <= limit) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
