import type { tl } from "@mtcute/core";
import Long from "long";
import { inputPeerOf, isCallable, isChannelId, markedPeerId } from "./peer-store.ts";
import type { PeerStore } from "./peer-store.ts";
import type { TelegramCall, UpdateEngine } from "./update-engine.ts";

const PAGE = 100;
/** 2,000 dialogs: more than an account's channels. */
const MAX_PAGES = 20;

/** Every dialog of the account, newest first; its peers are in the store. */
export async function* iterateDialogs(engine: {
  readonly ask: TelegramCall;
  readonly peers: PeerStore;
}): AsyncGenerator<tl.RawDialog> {
  let offset: { readonly offsetDate: number; readonly offsetId: number; readonly offsetPeer: tl.TypeInputPeer } = {
    offsetDate: 0,
    offsetId: 0,
    offsetPeer: { _: "inputPeerEmpty" },
  };
  const seen = new Set<number>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await engine.ask({ _: "messages.getDialogs", ...offset, limit: PAGE, hash: Long.ZERO });
    if (result._ === "messages.dialogsNotModified") return;
    engine.peers.storeAll(result.users, result.chats);
    const before = seen.size;
    for (const dialog of result.dialogs) {
      if (dialog._ !== "dialog" || seen.has(markedPeerId(dialog.peer))) continue;
      seen.add(markedPeerId(dialog.peer));
      yield dialog;
    }
    const last = result.dialogs.at(-1);
    if (result._ === "messages.dialogs" || last?._ !== "dialog" || seen.size === before) return;
    const lastId = markedPeerId(last.peer);
    const top = result.messages.find(
      (message) =>
        message.id === last.topMessage && message.peerId !== undefined && markedPeerId(message.peerId) === lastId,
    );
    const peer = engine.peers.get(lastId);
    if (!isCallable(peer)) return;
    offset = {
      offsetDate: top !== undefined && "date" in top ? top.date : 0,
      offsetId: last.topMessage,
      offsetPeer: inputPeerOf(peer),
    };
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
