export * from "./detection.ts";
export * from "./errors.ts";
export * from "./frames.ts";
export * from "./identity.ts";
export * from "./message.ts";
export * from "./position.ts";
export * from "./rest.ts";
export * from "./status.ts";
