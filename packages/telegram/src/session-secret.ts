import { TelewireError } from "@telewire/contracts";
import type { BasicDcOption, DcOptions } from "@mtcute/core/utils.js";
import { z } from "zod";

/** What a device tells Telegram about itself: pinned when the session logs in, so that it never changes afterwards. */
export interface DeviceIdentity {
  readonly deviceModel: string;
  readonly systemVersion: string;
  readonly appVersion: string;
  readonly langCode: string;
}

export const DEFAULT_DEVICE: DeviceIdentity = {
  deviceModel: "Telewire",
  systemVersion: "Linux",
  appVersion: "0.1.0",
  langCode: "en",
};

export interface SelfUser {
  readonly id: number;
  readonly isBot: boolean;
}

/** What a session needs to speak as its account again. Whoever has it owns the account: only ever stored sealed. */
export interface SessionSecret {
  readonly dcs: DcOptions;
  /** Auth key by DC id. */
  readonly authKeys: ReadonlyMap<number, Uint8Array>;
  readonly self: SelfUser;
  readonly device: DeviceIdentity;
}

const VERSION = 1;
const base64 = z.string().transform((text) => new Uint8Array(Buffer.from(text, "base64")));
const dc = z.object({
  id: z.int(),
  ipAddress: z.string(),
  port: z.int(),
  ipv6: z.boolean().optional(),
  mediaOnly: z.boolean().optional(),
  testMode: z.boolean().optional(),
});
const stored = z.object({
  version: z.literal(VERSION),
  dcs: z.object({ main: dc, media: dc }),
  authKeys: z.record(z.string().regex(/^\d+$/), base64),
  self: z.object({ id: z.int(), isBot: z.boolean() }),
  device: z.object({
    deviceModel: z.string(),
    systemVersion: z.string(),
    appVersion: z.string(),
    langCode: z.string(),
  }),
});

export function encodeSecret(secret: SessionSecret): Uint8Array {
  const authKeys = Object.fromEntries(
    [...secret.authKeys].map(([dcId, key]) => [dcId, Buffer.from(key).toString("base64")]),
  );
  return Buffer.from(
    JSON.stringify({ version: VERSION, dcs: secret.dcs, authKeys, self: secret.self, device: secret.device }),
  );
}

/** @throws TelewireError DECRYPTION_FAILED when the bytes are not a secret of a version that is known. */
export function decodeSecret(bytes: Uint8Array): SessionSecret {
  try {
    const { dcs, authKeys, self, device } = stored.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    return {
      dcs: { main: dcs.main as BasicDcOption, media: dcs.media as BasicDcOption },
      authKeys: new Map(Object.entries(authKeys).map(([dcId, key]) => [Number(dcId), key])),
      self,
      device,
    };
  } catch (cause) {
    throw new TelewireError("DECRYPTION_FAILED", { cause });
  }
}
