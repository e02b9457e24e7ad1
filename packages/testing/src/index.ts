export * from "./chromium.ts";
export * from "./emulator.ts";
export * from "./postgres.ts";
export * from "./process.ts";
export * from "./redis.ts";
export * from "./tcp-proxy.ts";
export * from "./telewire.ts";
export * from "./vault.ts";
