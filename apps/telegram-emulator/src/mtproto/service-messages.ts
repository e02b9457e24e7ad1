import Long from "long";

import type { EmulatorCore } from "../core.ts";
import type { MtprotoSession } from "./session.ts";

interface Incoming {
  readonly id: bigint;
  readonly seqNo: number;
  readonly body: Uint8Array;
}

type Message = { readonly _: string } & Readonly<Record<string, unknown>>;
type Answer = (core: EmulatorCore, session: MtprotoSession, incoming: Incoming, message: Message) => void;

const MAX_FUTURE_SALTS = 64;
/** `msgs_state_info`: 1 unknown, 2 not received (in range), 4 received; plus 64 when answered. */
const STATE = { unknown: 1, received: 4, answered: 64 } as const;

const toBigInt = (value: unknown): bigint => (value instanceof Long ? BigInt(value.toString()) : (value as bigint));
const idsOf = (message: Message): bigint[] => (message["msgIds"] as Long[]).map(toBigInt);

const pong: Answer = (_core, session, incoming, message) =>
  session.sendService({ _: "mt_pong", msgId: incoming.id, pingId: message["pingId"] }, 1);

const pingDelayDisconnect: Answer = (core, session, incoming, message) => {
  pong(core, session, incoming, message);
  const { connection } = session;
  if (!connection) return;
  clearTimeout(connection.disconnectTimer);
  const delaySeconds = Math.max(1, Math.min(3600, message["disconnectDelay"] as number));
  connection.disconnectTimer = setTimeout(() => connection.close(), delaySeconds * 1000);
  connection.disconnectTimer.unref();
};

const stateOf = (session: MtprotoSession, id: bigint): number => {
  if (!session.hasReceived(id)) return STATE.unknown;
  return session.hasAnswered(id) ? STATE.received | STATE.answered : STATE.received;
};

const stateInfo = (session: MtprotoSession, incoming: Incoming, ids: readonly bigint[]): void => {
  const info = Uint8Array.from(ids.map((id) => stateOf(session, id)));
  session.sendService({ _: "mt_msgs_state_info", reqMsgId: incoming.id, info }, 1);
};

const stateRequest: Answer = (_core, session, incoming, message) => stateInfo(session, incoming, idsOf(message));

const resendRequest: Answer = (_core, session, incoming, message) => {
  const unknown = session.resend(idsOf(message));
  if (unknown.length > 0) stateInfo(session, incoming, unknown);
};

/** `future_salts` holds bare items in a bare vector, which no schema writer expresses. */
const futureSalts: Answer = (core, session, incoming, message) => {
  const now = Math.floor(core.clock.now() / 1000);
  const count = Math.max(1, Math.min(MAX_FUTURE_SALTS, message["num"] as number));
  const body = Buffer.alloc(20 + count * 16);
  body.writeUInt32LE(0xae500895, 0);
  body.writeBigInt64LE(incoming.id, 4);
  body.writeInt32LE(now, 12);
  body.writeInt32LE(count, 16);
  const salts = session.key.futureSalts(now, core.options.saltLifetimeSeconds, count);
  for (const [index, { salt, since, until }] of salts.entries()) {
    const at = 20 + index * 16;
    body.writeInt32LE(since, at);
    body.writeInt32LE(until, at + 4);
    body.writeBigInt64LE(salt, at + 8);
  }
  session.sendResult(incoming.id, body);
};

const destroySession: Answer = (core, session, incoming, message) => {
  const sessionId = toBigInt(message["sessionId"]);
  const isGone = sessionId !== session.id && core.sessions.destroy(session.key, sessionId);
  const answer = { _: isGone ? "mt_destroy_session_ok" : "mt_destroy_session_none", sessionId };
  core.rpc.sendProtocolAnswer(session, incoming.id, answer, false);
};

const destroyAuthKey: Answer = (core, session, incoming) => {
  core.rpc.sendProtocolAnswer(session, incoming.id, { _: "mt_destroy_auth_key_ok" }, true);
  core.keys.destroy(session.key.permanent);
};

const dropAnswer: Answer = (core, session, incoming, message) => {
  const dropped = session.dropAnswer(toBigInt(message["reqMsgId"]));
  const answer =
    typeof dropped === "string"
      ? { _: dropped === "running" ? "mt_rpc_answer_dropped_running" : "mt_rpc_answer_unknown" }
      : { _: "mt_rpc_answer_dropped", ...dropped };
  core.rpc.sendProtocolAnswer(session, incoming.id, answer, true);
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  mt_ping: pong,
  mt_ping_delay_disconnect: pingDelayDisconnect,
  mt_msgs_ack: (_core, session, _incoming, message) => session.onAck(idsOf(message)),
  mt_msgs_state_req: stateRequest,
  mt_msg_resend_req: resendRequest,
  mt_get_future_salts: futureSalts,
  mt_destroy_session: destroySession,
  mt_destroy_auth_key: destroyAuthKey,
  mt_rpc_drop_answer: dropAnswer,
  mt_http_wait: () => undefined,
  mt_msgs_state_info: () => undefined,
  mt_msgs_all_info: () => undefined,
  mt_msg_detailed_info: () => undefined,
  mt_msg_new_detailed_info: () => undefined,
};

const IDS: ReadonlySet<number> = new Set([
  0x7abe77ec, 0xf3427b8c, 0x62d6b459, 0xda69fb52, 0x7d861a08, 0xb921bd04, 0xe7512126, 0xd1435160, 0x58e4a740,
  0x9299359f, 0x04deb57d, 0x8cc0d131, 0x276d3ec6, 0x809db6df,
]);

/** Answers the protocol's own messages; `false` leaves the message to the methods of the API. */
export const answerServiceMessage = (core: EmulatorCore, session: MtprotoSession, incoming: Incoming): boolean => {
  const reader = core.codec.reader(incoming.body);
  if (!IDS.has(reader.peek())) return false;
  const message = reader.object() as Message;
  const answer = ANSWERS[message._];
  if (!answer) return false;
  core.stats.serviceMessages++;
  answer(core, session, incoming, message);
  return true;
};
