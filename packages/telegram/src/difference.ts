import type { tl } from "@mtcute/core";
import { backfillChat, backfillCommon, backfillRecent } from "./backfill.ts";
import type { MessageBox } from "./message-box.ts";
import { inputChannelOf, inputPeerOf, isCallable, markedChannelId } from "./peer-store.ts";
import { telegramTypeOf } from "./telegram-error.ts";
import type { UpdateEngine } from "./update-engine.ts";
import { channelOf } from "./update-place.ts";

/** Telegram gives user accounts at most 100 a call. */
const CHANNEL_DIFFERENCE_LIMIT = 100;
/** Our pts means nothing to the server any more. */
const LOST_STATE = new Set([
  "PERSISTENT_TIMESTAMP_INVALID",
  "PERSISTENT_TIMESTAMP_EMPTY",
  "PERSISTENT_TIMESTAMP_OUTDATED",
]);
const NO_ACCESS = new Set(["CHANNEL_PRIVATE", "CHANNEL_INVALID", "CHANNEL_PUBLIC_GROUP_NA", "USER_BANNED_IN_CHANNEL"]);

/** Brings the common box, slice by slice, to where Telegram is; each slice is one step of events and state. */
export async function fetchCommonDifference(engine: UpdateEngine): Promise<void> {
  const { common } = engine;
  let hasNews = false;
  for (;;) {
    const difference = await askCommon(engine);
    const receivedAt = engine.nowMs();
    if (difference === null) {
      common.pts = -1;
      return;
    }
    if (difference._ === "updates.differenceTooLong") {
      await backfillCommon(engine);
      common.pts = difference.pts;
      engine.markDirty(common);
      hasNews = true;
      continue;
    }
    if (difference._ === "updates.differenceEmpty") {
      engine.date = difference.date;
      engine.seq = Math.max(engine.seq, difference.seq);
      if (hasNews) engine.gapRecovered();
      return;
    }
    applyDifference(engine, difference, receivedAt);
    hasNews ||= difference.newMessages.length > 0 || difference.otherUpdates.length > 0;
    const state = difference._ === "updates.difference" ? difference.state : difference.intermediateState;
    common.pts = state.pts;
    engine.qts = state.qts;
    engine.seq = Math.max(engine.seq, state.seq);
    engine.markDirty(common);
    if (difference._ !== "updates.difference") continue;
    // Not before the last slice: only that one names the channels that moved since the date that was asked with.
    engine.date = state.date;
    if (hasNews) engine.gapRecovered();
    return;
  }
}

async function askCommon(engine: UpdateEngine): Promise<tl.updates.TypeDifference | null> {
  const { common, date, qts } = engine;
  try {
    return await engine.ask({ _: "updates.getDifference", pts: common.pts, date, qts });
  } catch (error) {
    if (!LOST_STATE.has(telegramTypeOf(error) ?? "")) throw error;
    await backfillCommon(engine);
    const state = await engine.ask({ _: "updates.getState" });
    return {
      _: "updates.difference",
      newMessages: [],
      newEncryptedMessages: [],
      otherUpdates: [],
      chats: [],
      users: [],
      state,
    };
  }
}

function applyDifference(
  engine: UpdateEngine,
  difference: tl.updates.RawDifference | tl.updates.RawDifferenceSlice,
  receivedAt: number,
): void {
  engine.peers.storeAll(difference.users, difference.chats);
  for (const message of difference.newMessages) engine.applyMessage(message, receivedAt, false);
  for (const update of difference.otherUpdates) {
    const isOfCommonBox = "pts" in update && channelOf(update) === 0;
    if (isOfCommonBox) engine.apply(update, receivedAt);
    else engine.route(update, receivedAt);
  }
}

/** Brings one channel to where Telegram is. A channel that the account lost access to is forgotten. */
export async function fetchChannelDifference(engine: UpdateEngine, box: MessageBox): Promise<void> {
  const peer = engine.peers.get(markedChannelId(box.channelId));
  if (!isCallable(peer)) {
    engine.logger.warn({ channelId: box.channelId }, "a channel moved whose access hash is not known");
    return;
  }
  const channel = inputChannelOf(peer);
  try {
    if (box.pts < 0) {
      await backfillRecent(engine, inputPeerOf(peer));
      box.pts = box.hintPts;
      engine.markDirty(box);
      return;
    }
    await fetchSlices(engine, box, channel, inputPeerOf(peer));
  } catch (error) {
    const type = telegramTypeOf(error) ?? "";
    if (!NO_ACCESS.has(type) && !LOST_STATE.has(type)) throw error;
    engine.logger.info({ channelId: box.channelId, type }, "channel is not readable any more");
    engine.forgetChannel(box.channelId);
  }
}

async function fetchSlices(
  engine: UpdateEngine,
  box: MessageBox,
  channel: tl.RawInputChannel,
  peer: tl.TypeInputPeer,
): Promise<void> {
  for (;;) {
    const difference = await engine.ask({
      _: "updates.getChannelDifference",
      force: true,
      channel,
      filter: { _: "channelMessagesFilterEmpty" },
      pts: Math.max(1, box.pts),
      limit: CHANNEL_DIFFERENCE_LIMIT,
    });
    const receivedAt = engine.nowMs();
    if (difference._ === "updates.channelDifferenceEmpty") {
      box.pts = difference.pts;
      engine.markDirty(box);
      return;
    }
    engine.peers.storeAll(difference.users, difference.chats);
    if (difference._ === "updates.channelDifferenceTooLong") {
      await fillChannel(engine, box, peer, difference);
      continue;
    }
    for (const message of difference.newMessages) engine.applyMessage(message, receivedAt, false);
    for (const update of difference.otherUpdates) {
      if (update._ === "updateMessageID") engine.route(update, receivedAt);
      else engine.apply(update, receivedAt);
    }
    box.pts = difference.pts;
    engine.markDirty(box);
    if (difference.final !== true) continue;
    engine.gapRecovered();
    return;
  }
}

/** The hole is filled from the history; the sequence then goes on from where the dialog says it is. */
async function fillChannel(
  engine: UpdateEngine,
  box: MessageBox,
  peer: tl.TypeInputPeer,
  tooLong: tl.updates.RawChannelDifferenceTooLong,
): Promise<void> {
  if (box.lastMessageId > 0) {
    await backfillChat(engine, peer, box.lastMessageId);
  } else {
    const receivedAt = engine.nowMs();
    let count = 0;
    for (const message of tooLong.messages.toReversed()) if (engine.applyMessage(message, receivedAt, true)) count++;
    engine.backfilled(count);
  }
  const { dialog } = tooLong;
  box.pts = dialog._ === "dialog" && dialog.pts !== undefined ? dialog.pts : box.hintPts;
  engine.markDirty(box);
}
