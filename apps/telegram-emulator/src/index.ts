export { TelegramEmulator, type ReadyInfo } from "./emulator.ts";
export type { EmulatorOptions, LogLevel } from "./options.ts";
export type { FaultKind, FaultSpec } from "./faults/fault.ts";
export type { Clock } from "./clock.ts";
export type { DcAddress } from "./core.ts";
