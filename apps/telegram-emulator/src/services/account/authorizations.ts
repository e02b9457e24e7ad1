import type { tl } from "@mtcute/core";
import Long from "long";

import type { EmulatorCore } from "../../core.ts";
import type { AuthKey } from "../../mtproto/auth-keys.ts";

/** A login as the list of active sessions shows it; the caller's own has hash 0. */
export const describeAuthorization = (core: EmulatorCore, key: AuthKey, own: AuthKey): tl.RawAuthorization => ({
  _: "authorization",
  ...(key === own && { current: true }),
  hash: key === own ? Long.ZERO : Long.fromString(key.authorization?.hash ?? "1"),
  deviceModel: key.device?.deviceModel ?? "Unknown",
  platform: "Emulator",
  systemVersion: key.device?.systemVersion ?? "",
  apiId: key.device?.apiId ?? 0,
  appName: "telegram-emulator",
  appVersion: key.device?.appVersion ?? "",
  dateCreated: key.authorization?.authorizedAt ?? core.world.nowSeconds,
  dateActive: Math.floor(key.lastActiveAt / 1000),
  ip: "127.0.0.1",
  country: "XX",
  region: "",
});
