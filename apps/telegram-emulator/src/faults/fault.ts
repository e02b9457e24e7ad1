import { RpcFault } from "../rpc-error.ts";

/** What goes wrong. Without `kind` a fault is an RPC error. */
export const FAULT_KINDS = [
  "error",
  "delay",
  "no-answer",
  "drop",
  "half-open",
  "stall",
  "refuse",
  "skip-push",
  "duplicate-push",
  "reorder",
  "delay-push",
  "min-peers",
  "missing-peers",
  "too-long",
  "lose-key",
  "revoke",
  "bad-salt",
  "clock-skew",
  "corrupt",
  "transport-error",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault as the control API takes it. Every scope that is given must match. */
export interface FaultSpec {
  readonly kind?: FaultKind;
  readonly error?: { readonly code: number; readonly message: string };
  readonly method?: string;
  /** A phone, with or without `+`, or a user id. */
  readonly account?: string | number;
  readonly dc?: number;
  readonly chatId?: string | number;
  /** How often it strikes; without it, until it is deleted or expires. */
  readonly count?: number;
  /** 0 to 1; 1 when absent. */
  readonly probability?: number;
  readonly ttlMs?: number;
  readonly delayMs?: number;
  /** Of `clock-skew`. */
  readonly seconds?: number;
  /** Of `transport-error`: 404, 429 or 444. */
  readonly code?: number;
}

export const rpcFaultOf = (spec: FaultSpec, fallback: { code: number; message: string }): RpcFault => {
  const { code, message } = spec.error ?? fallback;
  return new RpcFault(code, message);
};
