import type { tl } from "@mtcute/core";

import type { EmulatorCore } from "../../core.ts";
import type { UserCall } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { sentUpdates } from "./send.ts";
import type { Draft } from "../../updates/publisher.ts";
import { collectPeers, tlMessage } from "../../world/tl-messages.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import type { PeerId, StoredMessage, User } from "../../world/types.ts";
import { tellOtherSessions, updatesAnswer } from "../updates-answer.ts";

/** A date this near is as good as now. */
const SOON_SECONDS = 10;
const YEAR_SECONDS = 365 * 86_400;
const MAX_SCHEDULED = 100;
/** "When the receiver is online", which here is at no known time. */
const WHEN_ONLINE = 0x7ffffffe;

export const SCHEDULE_ERRORS = ["SCHEDULE_DATE_TOO_LATE", "SCHEDULE_TOO_MUCH"];

export const scheduledIn = (user: User, peer: PeerId): StoredMessage[] =>
  [...(user.scheduled.get(peer)?.values() ?? [])].sort((a, b) => b.date - a.date || b.id - a.id);

/** Whether a message with this date waits, or leaves at once. */
export const isLater = ({ core }: UserCall, date: number | undefined): date is number =>
  date !== undefined && date > core.world.nowSeconds + SOON_SECONDS;

/** Keeps a message for later and answers the call that sent it. */
export const schedule = (call: UserCall, draft: Draft, date: number, randomId: tl.Long): tl.RawUpdates => {
  const { core, user } = call;
  if (date !== WHEN_ONLINE && date > core.world.nowSeconds + YEAR_SECONDS) throw badRequest("SCHEDULE_DATE_TOO_LATE");
  const waiting = user.scheduled.get(draft.peer);
  if ((waiting?.size ?? 0) >= MAX_SCHEDULED) throw badRequest("SCHEDULE_TOO_MUCH");
  const id = Math.max(0, ...(waiting?.keys() ?? [])) + 1;
  const m: StoredMessage = { ...draft, id, date, from: user.id, out: true };
  core.world.commit({ t: "sched", user: user.id, m });
  core.scheduler.plan(date);
  const update: tl.TypeUpdate = { _: "updateNewScheduledMessage", message: tlMessage(m, user.id) };
  tellOtherSessions(call, draft.peer, update);
  return updatesAnswer(call, [{ _: "updateMessageID", id, randomId }, update], [draft.peer, user.id]);
};

/** Sends a waiting message now. */
export const release = (core: EmulatorCore, user: User, message: StoredMessage) => {
  const { id, date: _date, out: _out, uid: _uid, ...content } = message;
  core.world.commit({ t: "unsched", user: user.id, peer: message.peer, ids: [id] });
  return core.publisher.post({ ...content, from: user.id });
};

/** A list of waiting messages as an answer. */
export const describeScheduled = ({ core, user }: UserCall, messages: readonly StoredMessage[]) => {
  const peers = new PeerCollector(core.world, user.id);
  for (const message of messages) collectPeers(peers, message);
  return {
    _: "messages.messages" as const,
    messages: messages.map((message) => tlMessage(message, user.id)),
    topics: [],
    chats: peers.chats,
    users: peers.users,
  };
};

export const sentScheduled = (call: UserCall, messages: readonly StoredMessage[]): tl.RawUpdates =>
  sentUpdates(
    call,
    messages.map((message) => ({ posted: release(call.core, call.user, message) })),
  );
