import { gzipSync } from "node:zlib";

import type { EmulatorCore } from "../core.ts";
import type { Call, Method, UserCall } from "../method.ts";
import { RpcFault } from "../rpc-error.ts";
import { UnknownConstructorError } from "../tl/reader.ts";
import type { MtprotoSession, ProtocolMessage } from "./session.ts";

const RPC_RESULT = 0xf35c6d01;
const GZIP_PACKED = 0x3072cfa1;
/** Answers above this are packed, as Telegram does. */
const PACK_ABOVE_BYTES = 8192;
const MAX_WRAPPERS = 16;

type Query = { readonly _: string } & Readonly<Record<string, unknown>>;

interface Unwrapped {
  readonly query: Query;
  readonly withoutUpdates: boolean;
}

const INTERNAL = new RpcFault(500, "INTERNAL_SERVER_ERROR");

/** Takes calls off their wrappers, runs the method and answers. */
export class Rpc {
  readonly #core: EmulatorCore;
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(core: EmulatorCore, methods: readonly Method[]) {
    this.#core = core;
    this.#methods = new Map(methods.map((method) => [method.name, method]));
  }

  onQuery(session: MtprotoSession, messageId: bigint, body: Uint8Array): void {
    let unwrapped: Unwrapped;
    try {
      unwrapped = this.#unwrap(session, body);
    } catch (error) {
      this.#sendError(session, messageId, this.#readFault(error));
      return;
    }
    void this.#run(session, messageId, unwrapped);
  }

  #readFault(error: unknown): RpcFault {
    if (error instanceof RpcFault) return error;
    if (error instanceof UnknownConstructorError) {
      this.#core.log("debug", `unknown constructor 0x${error.id.toString(16)}`);
      this.#core.stats.unknownMethods++;
      return new RpcFault(400, "INPUT_METHOD_INVALID");
    }
    return new RpcFault(400, "INPUT_REQUEST_TOO_SHORT");
  }

  #unwrap(session: MtprotoSession, body: Uint8Array): Unwrapped {
    let query = this.#core.codec.reader(body).object() as Query;
    let withoutUpdates = false;
    for (let depth = 0; query?.["query"] instanceof Uint8Array; depth++) {
      if (depth > MAX_WRAPPERS) throw new RpcFault(400, "INPUT_REQUEST_TOO_LONG");
      if (query._ === "invokeWithLayer")
        this.#core.world.noteLayer(session.key.permanent, undefined, query["layer"] as number);
      else if (query._ === "initConnection") this.#noteDevice(session, query);
      else if (query._ === "invokeWithoutUpdates") withoutUpdates = true;
      query = this.#core.codec.reader(query["query"]).object() as Query;
    }
    if (typeof query?._ !== "string") throw new RpcFault(400, "INPUT_METHOD_INVALID");
    return { query, withoutUpdates };
  }

  #noteDevice(session: MtprotoSession, query: Query): void {
    const text = (name: string): string => query[name] as string;
    const key = session.key.permanent;
    const device = {
      apiId: query["apiId"] as number,
      deviceModel: text("deviceModel"),
      systemVersion: text("systemVersion"),
      appVersion: text("appVersion"),
      langCode: text("langCode"),
    };
    this.#core.world.noteLayer(key, device);
  }

  async #run(session: MtprotoSession, messageId: bigint, { query, withoutUpdates }: Unwrapped): Promise<void> {
    const { stats } = this.#core;
    stats.calls.set(query._, (stats.calls.get(query._) ?? 0) + 1);
    const key = session.key.permanent;
    const call: Call = {
      core: this.#core,
      session,
      connection: session.connection,
      key,
      layer: this.#core.codec.dialectLayer(key.layer),
      dcId: session.key.dcId,
    };
    try {
      const pending = this.#invoke(call, query, withoutUpdates);
      const result = pending instanceof Promise ? await pending : pending;
      if (result === DROPPED) return;
      this.sendAnswer(session, messageId, this.#core.codec.write(result, call.layer));
    } catch (error) {
      this.#sendError(session, messageId, this.#faultOf(query._, error));
    }
  }

  #faultOf(name: string, error: unknown): RpcFault {
    if (error instanceof RpcFault) return error;
    this.#core.log("error", `${name} failed`, error);
    return INTERNAL;
  }

  #invoke(call: Call, query: Query, withoutUpdates: boolean): unknown {
    const method = this.#methods.get(query._);
    if (!method) {
      this.#core.stats.unknownMethods++;
      this.#core.log("debug", `no method ${query._}`);
      throw new RpcFault(400, "INPUT_METHOD_INVALID");
    }
    const { key, session } = call;
    if (key.revokedAs) throw new RpcFault(key.revokedAs.code, key.revokedAs.message);
    const user = key.userId === undefined ? undefined : this.#core.world.users.get(key.userId);
    if (method.needsUser) {
      if (session.key.isTemporary && !session.key.bound) throw new RpcFault(401, "AUTH_KEY_PERM_EMPTY");
      if (!user)
        throw key.pendingUserId === undefined
          ? new RpcFault(401, "AUTH_KEY_UNREGISTERED")
          : new RpcFault(401, "SESSION_PASSWORD_NEEDED");
      if (!withoutUpdates && !isBackground(query._)) this.#noteMainCall(call);
    }
    this.#core.limits.check(query._, user, query);
    const fault = this.#core.faults.onCall(query._, user, call.dcId, query);
    const run = (): unknown => method.run({ ...call, ...(user && { user }) } as UserCall, query as never);
    if (!fault) return run();
    return fault.then((outcome) => (outcome === "drop" ? DROPPED : run()));
  }

  /**
   * The session that calls is the one that gets updates. Calls that alternate between two open connections mean that
   * two clients share the key, which ends it (https://core.telegram.org/api/errors#406-not-acceptable).
   */
  #noteMainCall({ key, session, connection }: Call): void {
    key.updatesSession = session;
    if (!connection || connection === key.mainConnection) return;
    if (connection === key.formerMainConnection && key.mainConnection?.isOpen) {
      const reason = { code: 406, message: "AUTH_KEY_DUPLICATED" };
      this.#core.keys.revoke(key, reason);
      throw new RpcFault(reason.code, reason.message);
    }
    key.formerMainConnection = key.mainConnection;
    key.mainConnection = connection;
  }

  #sendError(session: MtprotoSession, messageId: bigint, fault: RpcFault): void {
    const { stats } = this.#core;
    stats.errors.set(fault.message, (stats.errors.get(fault.message) ?? 0) + 1);
    const error = { _: "mt_rpc_error", errorCode: fault.code, errorMessage: fault.message };
    this.sendAnswer(session, messageId, this.#core.codec.write(error));
  }

  sendAnswer(session: MtprotoSession, messageId: bigint, result: Uint8Array): void {
    const packed = result.length > PACK_ABOVE_BYTES && !isFile(result) ? packedForm(result) : result;
    const body = Buffer.allocUnsafe(12 + packed.length);
    body.writeUInt32LE(RPC_RESULT, 0);
    body.writeBigInt64LE(messageId, 4);
    body.set(packed, 12);
    session.sendResult(messageId, body);
  }

  /** Answers of the protocol's own calls: some come as `rpc_result`, some bare. */
  sendProtocolAnswer(session: MtprotoSession, messageId: bigint, answer: ProtocolMessage, isResult: boolean): void {
    if (isResult) this.sendAnswer(session, messageId, this.#core.codec.write(answer));
    else session.sendService(answer, 1);
  }
}

/** The answer was swallowed by a fault: the client gets nothing. */
const DROPPED = Symbol("dropped");

/** Calls that media connections make: they do not make a session the one that receives updates. */
const isBackground = (name: string): boolean =>
  name.startsWith("upload.") || name.startsWith("help.") || name === "auth.importAuthorization";

/** Contents of files are not packed: most would not get smaller. */
const isFile = (data: Uint8Array): boolean =>
  data[0] === 0xd5 && data[1] === 0x18 && data[2] === 0x6a && data[3] === 0x09;

const packedForm = (data: Uint8Array): Uint8Array => {
  const gzip = gzipSync(data, { level: 1 });
  if (gzip.length + 16 >= data.length) return data;
  const header = Buffer.alloc(8);
  header.writeUInt32LE(GZIP_PACKED, 0);
  header.writeUInt32LE(((gzip.length << 8) | 254) >>> 0, 4);
  return Buffer.concat([header, gzip, Buffer.alloc((4 - (gzip.length % 4)) % 4)]);
};
