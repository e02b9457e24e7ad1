import type { EmulatorCore } from "../core.ts";
import { isGzipPacked, unpack } from "../tl/reader.ts";
import type { AuthKey } from "./auth-keys.ts";
import type { Connection } from "./connection.ts";
import { answerServiceMessage } from "./service-messages.ts";
import { MtprotoSession } from "./session.ts";

const MSG_CONTAINER = 0x73f1f8dc;
const MAX_CONTAINER_MESSAGES = 1024;
const MAX_SESSIONS_OF_KEY = 64;
const TOO_OLD_SECONDS = 300;
const TOO_NEW_SECONDS = 30;

interface Incoming {
  readonly id: bigint;
  readonly seqNo: number;
  readonly body: Uint8Array;
}

/** `error_code` of bad_msg_notification (https://core.telegram.org/mtproto/service_messages_about_messages). */
const BAD = {
  idTooLow: 16,
  idTooHigh: 17,
  idBits: 18,
  duplicateContainer: 19,
  tooOld: 20,
  evenExpected: 34,
  oddExpected: 35,
  salt: 48,
  container: 64,
} as const;

/** Takes encrypted frames to their session and their messages to whoever answers them. */
export class Sessions {
  readonly #core: EmulatorCore;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  onEncrypted(connection: Connection, frame: Buffer): void {
    const key = this.#core.keys.get(frame.readBigInt64LE(0));
    if (!key || key.dcId !== connection.dcId || key.isExpired(this.#core.clock.now())) {
      this.#core.stats.unknownKeys++;
      connection.sendTransportError(404);
      return;
    }
    const opened = key.cipher.open(frame);
    if (!opened) {
      this.#core.stats.protocolErrors++;
      return;
    }
    const { session, isNew } = this.#sessionOf(key, opened.sessionId);
    const message = { id: opened.messageId, seqNo: opened.seqNo, body: opened.body };
    session.attach(connection);
    key.permanent.lastActiveAt = this.#core.clock.now();
    const { clock, options } = this.#core;
    if (!key.acceptsSalt(opened.salt, Math.floor(clock.now() / 1000), options.saltLifetimeSeconds)) {
      this.#badSalt(session, message);
      return;
    }
    if (isNew || !session.isAnnounced) this.#announce(session, message.id);
    this.#accept(session, message);
  }

  #sessionOf(key: AuthKey, id: bigint): { session: MtprotoSession; isNew: boolean } {
    const known = key.sessions.get(id);
    if (known) return { session: known, isNew: false };
    const session = new MtprotoSession(this.#core, key, id);
    key.sessions.set(id, session);
    if (key.sessions.size > MAX_SESSIONS_OF_KEY) this.#forgetOldest(key);
    return { session, isNew: true };
  }

  /** A key that opens session after session keeps the newest, and those in use. */
  #forgetOldest(key: AuthKey): void {
    for (const [id, { connection }] of key.sessions) {
      if (connection?.isOpen && connection.session?.id === id) continue;
      this.destroy(key, id);
      return;
    }
  }

  #announce(session: MtprotoSession, firstMsgId: bigint): void {
    session.isAnnounced = true;
    const uniqueId = this.#core.random.bytes(8).readBigInt64LE(0);
    session.sendService({ _: "mt_new_session_created", firstMsgId, uniqueId, serverSalt: session.key.salt });
  }

  #badSalt(session: MtprotoSession, message: Incoming): void {
    session.sendService({
      _: "mt_bad_server_salt",
      badMsgId: message.id,
      badMsgSeqno: message.seqNo,
      errorCode: BAD.salt,
      newServerSalt: session.key.salt,
    });
  }

  #reject(session: MtprotoSession, message: Incoming, errorCode: number): void {
    this.#core.stats.badMessages++;
    session.sendService({ _: "mt_bad_msg_notification", badMsgId: message.id, badMsgSeqno: message.seqNo, errorCode });
  }

  #accept(session: MtprotoSession, message: Incoming, inContainer = false): void {
    const constructorId = this.#core.codec.reader(message.body).peek();
    const problem = this.#problemOf(message, constructorId) ?? session.seqNoProblem(message.id, message.seqNo);
    if (problem !== undefined) {
      this.#reject(session, message, problem);
      return;
    }
    if (constructorId === MSG_CONTAINER) {
      if (inContainer) this.#reject(session, message, BAD.container);
      else this.#openContainer(session, message);
      return;
    }
    if (session.isForgotten(message.id)) {
      this.#reject(session, message, BAD.tooOld);
      return;
    }
    if (session.hasReceived(message.id)) {
      session.repeatAnswer(message.id);
      session.queueAck(message.id);
      return;
    }
    session.noteReceived(message.id);
    const body = isGzipPacked(constructorId) ? this.#unpacked(message.body) : message.body;
    this.#handle(session, { ...message, body });
  }

  #unpacked(body: Uint8Array): Uint8Array {
    const reader = this.#core.codec.reader(body, 4);
    return unpack(reader.bytes());
  }

  #problemOf(message: Incoming, constructorId: number): number | undefined {
    if ((message.id & 3n) !== 0n) return BAD.idBits;
    const seconds = Number(BigInt.asUintN(64, message.id) >> 32n);
    const now = this.#core.clock.now() / 1000 + this.#core.faults.clockSkewSeconds;
    if (seconds < now - TOO_OLD_SECONDS) return BAD.idTooLow;
    if (seconds > now + TOO_NEW_SECONDS) return BAD.idTooHigh;
    // mtcute acknowledges with odd numbers and Telegram lets it: only containers are held to the rule.
    return constructorId === MSG_CONTAINER && (message.seqNo & 1) === 1 ? BAD.evenExpected : undefined;
  }

  #openContainer(session: MtprotoSession, message: Incoming): void {
    if (session.hasReceived(message.id)) {
      this.#reject(session, message, BAD.duplicateContainer);
      return;
    }
    session.noteReceived(message.id);
    const reader = this.#core.codec.reader(message.body, 4);
    const count = reader.uint();
    if (count > MAX_CONTAINER_MESSAGES) {
      this.#reject(session, message, BAD.container);
      return;
    }
    for (let index = 0; index < count; index++) {
      const id = reader.bigint();
      const seqNo = reader.int();
      const body = reader.raw(reader.int());
      this.#accept(session, { id, seqNo, body }, true);
    }
  }

  #handle(session: MtprotoSession, message: Incoming): void {
    const isContent = (message.seqNo & 1) === 1;
    if (answerServiceMessage(this.#core, session, message)) return;
    if (!isContent) {
      this.#reject(session, message, BAD.oddExpected);
      return;
    }
    session.queueAck(message.id);
    this.#core.rpc.onQuery(session, message.id, message.body);
  }

  destroy(key: AuthKey, id: bigint): boolean {
    const session = key.sessions.get(id);
    if (!session) return false;
    key.sessions.delete(id);
    if (key.permanent.updatesSession === session) key.permanent.updatesSession = undefined;
    return true;
  }

  onConnectionClosed(connection: Connection): void {
    const { session } = connection;
    if (!session) return;
    if (session.connection === connection) session.connection = undefined;
    const key = session.key.permanent;
    if (key.formerMainConnection === connection) key.formerMainConnection = undefined;
    if (key.mainConnection === connection) key.mainConnection = undefined;
  }
}
