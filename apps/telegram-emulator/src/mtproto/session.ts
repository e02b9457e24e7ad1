import type { EmulatorCore } from "../core.ts";
import type { AuthKey } from "./auth-keys.ts";
import type { Connection } from "./connection.ts";
import type { ServerIdKind } from "./message-ids.ts";
import { type SentMessage, SentQueue } from "./sent-queue.ts";

export type ProtocolMessage = { readonly _: string } & Readonly<Record<string, unknown>>;

const HEADER_BYTES = 32;
/** Messages the client has not acknowledged, kept for re-sending. */
const MAX_UNACKED = 4096;
const MAX_UNACKED_BYTES = 16 * 1024 * 1024;
const MAX_RECEIVED = 2048;
/** An answer larger than this is announced when the call is repeated, and comes again on request. */
const REPEATED_WHOLE_BYTES = 4096;
const MSG_CONTAINER = 0x73f1f8dc;
const CONTAINER_ITEM_HEADER = 16;

interface DroppedAnswer {
  readonly msgId: bigint;
  readonly seqNo: number;
  readonly bytes: number;
}

const idOf = ({ high, low }: SentMessage): bigint => (BigInt(high) << 32n) + BigInt(low);

/** A protocol session: (authorization key, session id). It outlives its connections. */
export class MtprotoSession {
  readonly key: AuthKey;
  readonly id: bigint;
  readonly #core: EmulatorCore;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #unacked = new SentQueue(MAX_UNACKED, MAX_UNACKED_BYTES);
  /** Ids that the client sent, with the answer once there is one. */
  readonly #received = new Map<bigint, SentMessage | undefined>();
  readonly #acks: bigint[] = [];
  /** Calls whose answer the client does not want any more. */
  readonly #dropped = new Set<bigint>();
  /** The newest of the received ids that are no longer known. */
  #forgottenUpTo = 0n;
  #contentSent = 0;
  #lastContentId = 0n;
  #lastContentSeqNo = -1;
  connection: Connection | undefined;
  isAnnounced = false;

  constructor(core: EmulatorCore, key: AuthKey, id: bigint) {
    this.#core = core;
    this.key = key;
    this.id = id;
    this.#header.writeBigInt64LE(id, 8);
  }

  /** Connects the session to where the client spoke last, and repeats there what was never acknowledged. */
  attach(connection: Connection): void {
    if (this.connection === connection) return;
    this.connection = connection;
    connection.session = this;
    for (const message of this.#unacked) this.#transmit(message);
  }

  /** Code of bad_msg_notification when the sequence number does not fit the order of message ids: 32 too low, 33 too high. */
  seqNoProblem(messageId: bigint, seqNo: number): 32 | 33 | undefined {
    if ((seqNo & 1) === 0 || this.#received.has(messageId)) return undefined;
    if (messageId > this.#lastContentId) {
      if (seqNo <= this.#lastContentSeqNo) return 32;
      this.#lastContentId = messageId;
      this.#lastContentSeqNo = seqNo;
      return undefined;
    }
    return seqNo >= this.#lastContentSeqNo ? 33 : undefined;
  }

  hasReceived(messageId: bigint): boolean {
    return this.#received.has(messageId);
  }

  hasAnswered(messageId: bigint): boolean {
    return this.#received.get(messageId) !== undefined;
  }

  /** Sends the answer to a call again, or what there is to know of a large one. */
  repeatAnswer(messageId: bigint): void {
    const answer = this.#received.get(messageId);
    if (!answer || answer.isAcked) return;
    if (answer.body.length <= REPEATED_WHOLE_BYTES) {
      this.#transmit(answer);
      return;
    }
    const answerMsgId = idOf(answer);
    this.sendService({
      _: "mt_msg_detailed_info",
      msgId: messageId,
      answerMsgId,
      bytes: answer.body.length,
      status: 0,
    });
  }

  /**
   * Forgets the answer to a call (`rpc_drop_answer`): "running" when there is none yet, which then never leaves; the
   * answer when the client has not acknowledged it.
   */
  dropAnswer(requestId: bigint): DroppedAnswer | "running" | "unknown" {
    if (!this.#received.has(requestId)) return "unknown";
    const answer = this.#received.get(requestId);
    if (!answer) {
      this.#dropped.add(requestId);
      return "running";
    }
    if (answer.isAcked) return "unknown";
    const dropped = { msgId: idOf(answer), seqNo: answer.seqNo, bytes: answer.body.length };
    this.#unacked.ack(dropped.msgId);
    return dropped;
  }

  /** Whether the id is older than all that are remembered, so that nobody can tell if it came before. */
  isForgotten(messageId: bigint): boolean {
    return messageId <= this.#forgottenUpTo && !this.#received.has(messageId);
  }

  noteReceived(messageId: bigint): void {
    this.#received.set(messageId, undefined);
    if (this.#received.size <= MAX_RECEIVED) return;
    const oldest = this.#received.keys().next().value ?? 0n;
    this.#received.delete(oldest);
    if (oldest > this.#forgottenUpTo) this.#forgottenUpTo = oldest;
  }

  /** Owes the client an acknowledgement; they leave together at the end of the turn. */
  queueAck(messageId: bigint): void {
    this.#acks.push(messageId);
    if (this.#acks.length === 1) this.#core.turn.schedule({ flush: () => this.#flushAcks() });
  }

  #flushAcks(): void {
    const ids = this.#acks.splice(0);
    if (ids.length === 0) return;
    this.sendService({ _: "mt_msgs_ack", msgIds: ids });
    this.connection?.flush();
  }

  onAck(ids: readonly bigint[]): void {
    for (const id of ids) this.#unacked.ack(id);
  }

  /** Sends what needs no acknowledgement. */
  sendService(message: ProtocolMessage, kind: ServerIdKind = 3): void {
    this.#send(this.#core.codec.write(message), kind, false);
  }

  /** Sends the answer to a call. */
  sendResult(requestId: bigint, body: Uint8Array): void {
    if (this.#dropped.delete(requestId)) return;
    const answer = this.#send(body, 1, true);
    if (this.#received.has(requestId)) this.#received.set(requestId, answer);
  }

  /** Pushes updates; a session without a connection is not written to, its client will ask for the difference. */
  push(body: Uint8Array): boolean {
    if (!this.connection?.isOpen) return false;
    this.#send(body, 3, true);
    return true;
  }

  /** Pushes several messages as one `msg_container`. */
  pushContainer(bodies: readonly Uint8Array[]): boolean {
    if (!this.connection?.isOpen) return false;
    const size = bodies.reduce((sum, body) => sum + CONTAINER_ITEM_HEADER + body.length, 8);
    const container = Buffer.allocUnsafe(size);
    let at = container.writeUInt32LE(MSG_CONTAINER, 0);
    at = container.writeUInt32LE(bodies.length, at);
    for (const body of bodies) {
      const message = this.#message(body, 3, true);
      at = container.writeUInt32LE(message.low, at);
      at = container.writeUInt32LE(message.high, at);
      at = container.writeInt32LE(message.seqNo, at);
      at = container.writeInt32LE(body.length, at);
      container.set(body, at);
      at += body.length;
    }
    this.#send(container, 3, false);
    return true;
  }

  /** Sends again what the client says it missed; the ids that are no longer known are returned. */
  resend(ids: readonly bigint[]): bigint[] {
    const unknown: bigint[] = [];
    for (const id of ids) {
      const message = this.#unacked.find(id);
      if (message) this.#transmit(message);
      else unknown.push(id);
    }
    return unknown;
  }

  #nextSeqNo(isContent: boolean): number {
    const seqNo = this.#contentSent * 2 + (isContent ? 1 : 0);
    if (isContent) this.#contentSent++;
    return seqNo;
  }

  #message(body: Uint8Array, kind: ServerIdKind, isContent: boolean): SentMessage {
    const ids = this.#core.messageIds;
    ids.advance();
    const message = { high: ids.high, low: ids.low + kind, seqNo: this.#nextSeqNo(isContent), body, isAcked: false };
    if (isContent) this.#unacked.push(message);
    return message;
  }

  #send(body: Uint8Array, kind: ServerIdKind, isContent: boolean): SentMessage {
    const message = this.#message(body, kind, isContent);
    this.#transmit(message);
    return message;
  }

  #transmit({ high, low, seqNo, body }: SentMessage): void {
    if (!this.connection) return;
    const header = this.#header;
    header.writeBigInt64LE(this.key.salt, 0);
    header.writeUInt32LE(low, 16);
    header.writeUInt32LE(high, 20);
    header.writeInt32LE(seqNo, 24);
    header.writeInt32LE(body.length, 28);
    this.connection.sendSealed(this.key.cipher, header, body);
  }
}
