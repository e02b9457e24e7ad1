export type * from "./session-control.ts";
export type * from "./update-sink.ts";
export * from "./login-manager.ts";
export * from "./options.ts";
export type { QrView } from "./qr-login.ts";
export * from "./session-owner.ts";
export { SESSION_STRING_FORMATS } from "./session-string.ts";
export type { SessionStringFormat } from "./session-string.ts";
