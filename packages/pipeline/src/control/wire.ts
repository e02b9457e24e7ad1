import { ERRORS, TelewireError } from "@telewire/contracts";
import type { ErrorCode, ErrorDetails } from "@telewire/contracts";
import type { SessionControl } from "@telewire/telegram";

/** Operations of the internal API: `POST /internal/v1/<operation>`, the argument as JSON, `{result}` or `{error}` back. */
export const OPERATIONS = [
  "sendCode",
  "resendCode",
  "verifyCode",
  "checkPassword",
  "cancelLogin",
  "startQr",
  "qr",
  "logInBot",
  "importSession",
  "exportSession",
  "removeSession",
  "status",
  "history",
  "send",
  "act",
  "call",
] as const satisfies readonly (keyof SessionControl)[];
export type Operation = (typeof OPERATIONS)[number];
export const INTERNAL_PATH = "/internal/v1/";

export interface WireError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryAfterMs?: number;
}

export type WireAnswer = { readonly result: unknown } | { readonly error: WireError };

export function toWireError(thrown: unknown): WireError {
  const { code, details, retryAfterMs } = TelewireError.from(thrown);
  return { code, details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** A code that this version does not know becomes INTERNAL. */
export function fromWireError({ code, details, retryAfterMs }: WireError): TelewireError {
  if (!Object.hasOwn(ERRORS, code)) return new TelewireError("INTERNAL");
  return new TelewireError(code, { details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
