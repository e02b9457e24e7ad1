import type { tl } from "@mtcute/core";
import Long from "long";
import { iterateDialogs } from "./dialogs.ts";
import { inputPeerOf, isChannelId, markedPeerId } from "./peer-store.ts";
import type { UpdateEngine } from "./update-engine.ts";

const PAGE = 100;
/** Messages of one chat that one gap is filled with: beyond that the newest are fetched and the rest is reported. */
const MAX_MESSAGES = 20_000;

/** The messages of a chat after `afterId`, oldest first, marked as back-filled. Returns the id of the newest. */
export async function backfillChat(engine: UpdateEngine, peer: tl.TypeInputPeer, afterId: number): Promise<number> {
  let last = afterId;
  let count = 0;
  for (;;) {
    // addOffset -100 from the id after the last one: the hundred messages that follow it.
    const messages = await history(engine, peer, { offsetId: last + 1, addOffset: -PAGE, minId: last });
    const next = messages.filter((message) => message.id > last);
    const newest = next.at(-1);
    if (newest === undefined) return last;
    count += applyAll(engine, next);
    engine.markFilled(newest);
    last = newest.id;
    if (count < MAX_MESSAGES) continue;
    engine.logger.error({ afterId, last, count }, "gap is larger than what is filled: the rest of it is lost");
    return last;
  }
}

/** The newest messages of a chat since the last difference, where no message id is known to go on from. */
export async function backfillRecent(engine: UpdateEngine, peer: tl.TypeInputPeer): Promise<void> {
  const messages = await history(engine, peer, { offsetId: 0, addOffset: 0, minId: 0 });
  applyAll(
    engine,
    messages.filter((message) => "date" in message && message.date >= engine.date),
  );
}

/** After a difference that is too long: every private chat and basic group with news, and the channels that moved. */
export async function backfillCommon(engine: UpdateEngine): Promise<void> {
  const { common } = engine;
  const afterId = common.lastMessageId;
  common.isLastHeld = true;
  try {
    common.lastMessageId = await backfillDialogs(engine, afterId);
  } finally {
    common.isLastHeld = false;
  }
}

async function backfillDialogs(engine: UpdateEngine, afterId: number): Promise<number> {
  let last = afterId;
  for await (const dialog of iterateDialogs(engine)) {
    const chatId = markedPeerId(dialog.peer);
    if (isChannelId(chatId)) {
      const { channelId } = dialog.peer as tl.RawPeerChannel;
      if ((dialog.pts ?? 0) > engine.channel(channelId).pts)
        engine.route(
          { _: "updateChannelTooLong", channelId, ...(dialog.pts === undefined ? {} : { pts: dialog.pts }) },
          engine.nowMs(),
        );
      continue;
    }
    if (dialog.topMessage <= afterId) continue;
    const peer = inputPeerOf(engine.peers.chat(chatId));
    if (afterId > 0) await backfillChat(engine, peer, afterId);
    else await backfillRecent(engine, peer);
    last = Math.max(last, dialog.topMessage);
  }
  return last;
}

function applyAll(engine: UpdateEngine, messages: readonly tl.TypeMessage[]): number {
  const receivedAt = engine.nowMs();
  let count = 0;
  for (const message of messages) if (engine.applyMessage(message, receivedAt, true)) count++;
  engine.backfilled(count);
  return count;
}

/** A page of history, oldest first. */
async function history(
  engine: UpdateEngine,
  peer: tl.TypeInputPeer,
  offsets: { readonly offsetId: number; readonly addOffset: number; readonly minId: number },
): Promise<tl.TypeMessage[]> {
  const result = await engine.ask({
    _: "messages.getHistory",
    peer,
    ...offsets,
    offsetDate: 0,
    limit: PAGE,
    maxId: 0,
    hash: Long.ZERO,
  });
  if (result._ === "messages.messagesNotModified") return [];
  engine.peers.storeAll(result.users, result.chats);
  return result.messages.toSorted((left, right) => left.id - right.id);
}
