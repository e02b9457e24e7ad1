export type * from "./session-control.ts";
export type * from "./update-sink.ts";
