import type {
  ActionName,
  ActionRequest,
  ActionResult,
  HistoryRequest,
  RawCall,
  SendRequest,
  SessionControl,
  SessionStatus,
  SessionStringFormat,
  UpdateSink,
} from "@telewire/telegram";

/** What the listener asks of the actor that holds one session's connection. */
export interface Owner {
  /** Begins to connect; trouble of the network is not an error. */
  start(): Promise<void>;
  /** Its sockets are closed when it resolves. */
  close(): Promise<void>;
  /** Ends the login at Telegram. */
  logOut(): Promise<void>;
  status(): SessionStatus;
  history(request: HistoryRequest): ReturnType<SessionControl["history"]>;
  send(request: SendRequest): ReturnType<SessionControl["send"]>;
  act<Name extends ActionName>(name: Name, request: ActionRequest<Name>): Promise<ActionResult<Name>>;
  callRaw(call: Omit<RawCall, "sessionId">): ReturnType<SessionControl["call"]>;
  exportSession(format: SessionStringFormat): string;
}

export interface OwnerContext {
  readonly sessionId: string;
  readonly nodeId: string;
  /** The session's secret, opened. */
  readonly secret: Uint8Array;
  /** Update state as last committed. */
  readonly state: ReadonlyMap<string, string>;
  readonly sink: UpdateSink;
  readonly onStatus: (status: SessionStatus) => void;
  /** The secret changed: it is sealed and stored. */
  readonly onSecret: (secret: Uint8Array) => void;
}

export type OwnerFactory = (context: OwnerContext) => Owner;
