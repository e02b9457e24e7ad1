export { TelegramEmulator, type ReadyInfo } from "./emulator.ts";
export type { EmulatorOptions, LogLevel } from "./options.ts";
export type { FaultKind, FaultSpec } from "./faults/fault.ts";
export type { LimitRule } from "./faults/limits.ts";
export type { Clock } from "./clock.ts";
export type { DcAddress } from "./core.ts";
export type {
  ChatInfo,
  ChatSpec,
  MessageSpec,
  Reference,
  SentMessage,
  SessionInfo,
  UserInfo,
  UserSpec,
  WorldSpec,
} from "./control/specs.ts";
