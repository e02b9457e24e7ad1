export type * from "./session-control.ts";
export type * from "./update-sink.ts";
export * from "./login-manager.ts";
export * from "./options.ts";
export * from "./session-owner.ts";
