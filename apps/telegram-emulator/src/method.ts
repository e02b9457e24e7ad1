import type { tl } from "@mtcute/core";

import type { EmulatorCore } from "./core.ts";
import type { AuthKey } from "./mtproto/auth-keys.ts";
import type { Connection } from "./mtproto/connection.ts";
import type { MtprotoSession } from "./mtproto/session.ts";
import type { User } from "./world/types.ts";

/** What a method knows about its caller. */
export interface Call {
  readonly core: EmulatorCore;
  readonly session: MtprotoSession;
  readonly connection: Connection | undefined;
  /** The permanent key. */
  readonly key: AuthKey;
  readonly layer: number;
  readonly dcId: number;
}

/** A call by somebody who is logged in. */
export interface UserCall extends Call {
  readonly user: User;
}

/** Wrappers are unwrapped before; their `any` results would also spoil the inference of literals. */
type MethodName = Exclude<keyof tl.RpcCallReturn & tl.RpcMethod["_"], `invoke${string}` | "initConnection">;
type Request<K extends MethodName> = tl.FindByName<tl.RpcMethod, K>;
type Result<K extends MethodName> = tl.RpcCallReturn[K];

export interface Method {
  readonly name: string;
  readonly needsUser: boolean;
  /** Errors this method answers with, for the coverage table. */
  readonly errors: readonly string[];
  readonly run: (call: UserCall, request: never) => unknown;
}

/** A method that needs a logged-in caller; anyone else gets 401 AUTH_KEY_UNREGISTERED. */
export const method = <K extends MethodName>(
  name: K,
  run: (call: UserCall, request: Request<K>) => Result<K> | Promise<Result<K>>,
  errors: readonly string[] = [],
): Method => ({ name, needsUser: true, errors, run });

/** A method that is open before the login. */
export const openMethod = <K extends MethodName>(
  name: K,
  run: (call: Call, request: Request<K>) => Result<K> | Promise<Result<K>>,
  errors: readonly string[] = [],
): Method => ({ name, needsUser: false, errors, run });
