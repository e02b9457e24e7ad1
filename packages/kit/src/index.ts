export * from "./backoff.ts";
export * from "./clock.ts";
export * from "./logger.ts";
export * from "./printable.ts";
export * from "./secret-box.ts";
export * from "./service.ts";
export * from "./worker-calls.ts";
