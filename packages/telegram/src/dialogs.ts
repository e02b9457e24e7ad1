import type { tl } from "@mtcute/core";
import Long from "long";
import { inputPeerOf, isCallable, isChannelId, markedPeerId } from "./peer-store.ts";
import type { PeerStore } from "./peer-store.ts";
import type { TelegramCall } from "./ask-until-answered.ts";
import type { UpdateEngine } from "./update-engine.ts";

const PAGE = 100;
/** 2,000 dialogs: more than an account's channels. */
const MAX_PAGES = 20;

/** A place in the list of dialogs: behind this one. */
export interface DialogOffset {
  /** Date of its last message, in seconds. */
  readonly date: number;
  readonly messageId: number;
  readonly chatId: number;
}

export interface DialogPage {
  readonly dialogs: readonly tl.RawDialog[];
  readonly offsetOf: (dialog: tl.RawDialog) => DialogOffset;
  /** Nothing follows. */
  readonly isLast: boolean;
}

interface Asking {
  readonly ask: TelegramCall;
  readonly peers: PeerStore;
}

/** The dialogs behind an offset (null: from the first), newest first; their peers are in the store. */
export async function fetchDialogs(
  engine: Asking,
  offset: DialogOffset | null,
  excludePinned = false,
): Promise<DialogPage> {
  const peer = offset === null ? undefined : engine.peers.get(offset.chatId);
  const result = await engine.ask({
    _: "messages.getDialogs",
    offsetDate: offset?.date ?? 0,
    offsetId: offset?.messageId ?? 0,
    offsetPeer: isCallable(peer) ? inputPeerOf(peer) : { _: "inputPeerEmpty" },
    ...(excludePinned ? { excludePinned } : {}),
    limit: PAGE,
    hash: Long.ZERO,
  });
  if (result._ === "messages.dialogsNotModified") return pageOf([], [], true);
  engine.peers.storeAll(result.users, result.chats);
  return pageOf(result.dialogs, result.messages, result._ === "messages.dialogs" || result.dialogs.length === 0);
}

/** The dialogs that the user keeps at the top; every list begins with them. */
export async function fetchPinned(engine: Asking): Promise<DialogPage> {
  const { dialogs, messages, users, chats } = await engine.ask({ _: "messages.getPinnedDialogs", folderId: 0 });
  engine.peers.storeAll(users, chats);
  return pageOf(dialogs, messages, false);
}

function pageOf(dialogs: readonly tl.TypeDialog[], messages: readonly tl.TypeMessage[], isLast: boolean): DialogPage {
  return {
    dialogs: dialogs.filter((dialog) => dialog._ === "dialog"),
    offsetOf: ({ peer, topMessage }) => {
      const chatId = markedPeerId(peer);
      const top = messages.find(
        (message) =>
          message.id === topMessage && message.peerId !== undefined && markedPeerId(message.peerId) === chatId,
      );
      return { date: top !== undefined && "date" in top ? top.date : 0, messageId: topMessage, chatId };
    },
    isLast,
  };
}

/** Every dialog of the account, newest first; its peers are in the store. */
export async function* iterateDialogs(engine: Asking): AsyncGenerator<tl.RawDialog> {
  let offset: DialogOffset | null = null;
  const seen = new Set<number>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const { dialogs, offsetOf, isLast }: DialogPage = await fetchDialogs(engine, offset);
    const before = seen.size;
    for (const dialog of dialogs) {
      if (seen.has(markedPeerId(dialog.peer))) continue;
      seen.add(markedPeerId(dialog.peer));
      yield dialog;
    }
    const last = dialogs.at(-1);
    if (isLast || last === undefined || seen.size === before || !isCallable(engine.peers.get(markedPeerId(last.peer))))
      return;
    offset = offsetOf(last);
  }
}

/** First start: makes the chats durable and notes where each channel stands, so that a gap in it is noticed. */
export async function loadDialogs(engine: UpdateEngine): Promise<void> {
  for await (const dialog of iterateDialogs(engine)) {
    const chatId = markedPeerId(dialog.peer);
    engine.peers.chat(chatId);
    const box = isChannelId(chatId) ? engine.channel((dialog.peer as tl.RawPeerChannel).channelId) : engine.common;
    if (box !== engine.common && box.pts < 0 && dialog.pts !== undefined) box.pts = dialog.pts;
    box.lastMessageId = Math.max(box.lastMessageId, dialog.topMessage);
    engine.markDirty(box);
  }
}
