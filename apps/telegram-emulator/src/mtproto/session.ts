import type { EmulatorCore } from '../core.ts'
import type { AuthKey } from './auth-keys.ts'
import type { Connection } from './connection.ts'
import type { ServerIdKind } from './message-ids.ts'

export type ProtocolMessage = { readonly _: string } & Readonly<Record<string, unknown>>

interface SentMessage {
  readonly id: bigint
  readonly seqNo: number
  readonly body: Uint8Array
}

const HEADER_BYTES = 32
/** Messages the client has not acknowledged, kept for re-sending. */
const MAX_UNACKED = 4096
const MAX_RECEIVED = 2048
const MSG_CONTAINER = 0x73f1f8dc
const CONTAINER_ITEM_HEADER = 16

/** A protocol session: (authorization key, session id). It outlives its connections. */
export class MtprotoSession {
  readonly key: AuthKey
  readonly id: bigint
  readonly #core: EmulatorCore
  readonly #header = Buffer.alloc(HEADER_BYTES)
  readonly #unacked = new Map<bigint, SentMessage>()
  /** Ids that the client sent, with the answer's id once there is one. */
  readonly #received = new Map<bigint, bigint | undefined>()
  readonly #acks: bigint[] = []
  #contentSent = 0
  #lastContentId = 0n
  #lastContentSeqNo = -1
  connection: Connection | undefined
  isAnnounced = false

  constructor(core: EmulatorCore, key: AuthKey, id: bigint) {
    this.#core = core
    this.key = key
    this.id = id
    this.#header.writeBigInt64LE(id, 8)
  }

  /** Connects the session to where the client spoke last, and repeats there what was never acknowledged. */
  attach(connection: Connection): void {
    if (this.connection === connection) return
    this.connection = connection
    connection.session = this
    for (const message of this.#unacked.values()) this.#transmit(message)
  }

  get unackedCount(): number {
    return this.#unacked.size
  }

  /** Code of bad_msg_notification when the sequence number does not fit the order of message ids: 32 too low, 33 too high. */
  seqNoProblem(messageId: bigint, seqNo: number): 32 | 33 | undefined {
    if ((seqNo & 1) === 0 || this.#received.has(messageId)) return undefined
    if (messageId > this.#lastContentId) {
      if (seqNo <= this.#lastContentSeqNo) return 32
      this.#lastContentId = messageId
      this.#lastContentSeqNo = seqNo
      return undefined
    }
    return seqNo >= this.#lastContentSeqNo ? 33 : undefined
  }

  hasReceived(messageId: bigint): boolean {
    return this.#received.has(messageId)
  }

  answerTo(messageId: bigint): bigint | undefined {
    return this.#received.get(messageId)
  }

  noteReceived(messageId: bigint): void {
    this.#received.set(messageId, undefined)
    if (this.#received.size > MAX_RECEIVED) this.#received.delete(this.#received.keys().next().value ?? 0n)
  }

  /** Owes the client an acknowledgement; they leave together at the end of the turn. */
  queueAck(messageId: bigint): void {
    this.#acks.push(messageId)
    if (this.#acks.length === 1) this.#core.turn.schedule({ flush: () => this.#flushAcks() })
  }

  #flushAcks(): void {
    const ids = this.#acks.splice(0)
    if (ids.length === 0) return
    this.sendService({ _: 'mt_msgs_ack', msgIds: ids })
    this.connection?.flush()
  }

  onAck(ids: readonly bigint[]): void {
    for (const id of ids) this.#unacked.delete(id)
  }

  /** Sends what needs no acknowledgement. */
  sendService(message: ProtocolMessage, kind: ServerIdKind = 3): void {
    this.#send(this.#core.codec.write(message), kind, false)
  }

  /** Sends the answer to a call. */
  sendResult(requestId: bigint, body: Uint8Array): void {
    const id = this.#send(body, 1, true)
    if (this.#received.has(requestId)) this.#received.set(requestId, id)
  }

  /** Pushes updates; a session without a connection is not written to, its client will ask for the difference. */
  push(body: Uint8Array): boolean {
    if (!this.connection?.isOpen) return false
    this.#send(body, 3, true)
    return true
  }

  /** Pushes several messages as one `msg_container`. */
  pushContainer(bodies: readonly Uint8Array[]): boolean {
    if (!this.connection?.isOpen) return false
    const size = bodies.reduce((sum, body) => sum + CONTAINER_ITEM_HEADER + body.length, 8)
    const container = Buffer.allocUnsafe(size)
    let at = container.writeUInt32LE(MSG_CONTAINER, 0)
    at = container.writeUInt32LE(bodies.length, at)
    for (const body of bodies) {
      const message = { id: this.#core.messageIds.next(3), seqNo: this.#nextSeqNo(true), body }
      this.#remember(message)
      at = container.writeBigInt64LE(message.id, at)
      at = container.writeInt32LE(message.seqNo, at)
      at = container.writeInt32LE(body.length, at)
      container.set(body, at)
      at += body.length
    }
    this.#send(container, 3, false)
    return true
  }

  /** Sends again what the client says it missed; the ids that are no longer known are returned. */
  resend(ids: readonly bigint[]): bigint[] {
    const unknown: bigint[] = []
    for (const id of ids) {
      const message = this.#unacked.get(id)
      if (message) this.#transmit(message)
      else unknown.push(id)
    }
    return unknown
  }

  #nextSeqNo(isContent: boolean): number {
    const seqNo = this.#contentSent * 2 + (isContent ? 1 : 0)
    if (isContent) this.#contentSent++
    return seqNo
  }

  #remember(message: SentMessage): void {
    this.#unacked.set(message.id, message)
    if (this.#unacked.size > MAX_UNACKED) this.#unacked.delete(this.#unacked.keys().next().value ?? 0n)
  }

  #send(body: Uint8Array, kind: ServerIdKind, isContent: boolean): bigint {
    const id = this.#core.messageIds.next(kind)
    const message = { id, seqNo: this.#nextSeqNo(isContent), body }
    if (isContent) this.#remember(message)
    this.#transmit(message)
    return id
  }

  #transmit({ id, seqNo, body }: SentMessage): void {
    if (!this.connection) return
    const header = this.#header
    header.writeBigInt64LE(this.key.salt, 0)
    header.writeBigInt64LE(id, 16)
    header.writeInt32LE(seqNo, 24)
    header.writeInt32LE(body.length, 28)
    this.connection.sendSealed(this.key.cipher, header, body)
  }
}
