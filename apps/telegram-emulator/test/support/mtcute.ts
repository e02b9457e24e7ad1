import type { TelegramTransport } from "@mtcute/core";
import { addPublicKey } from "@mtcute/core/utils.js";
import { BaseTelegramClient, MemoryStorage, TcpTransport, TelegramClient } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";

import type { ReadyInfo } from "../../src/index.ts";

const crypto = new NodeCryptoProvider();
await crypto.initialize();

export interface MtcuteOptions {
  readonly transport?: TelegramTransport;
  readonly storage?: MemoryStorage;
  readonly usePfs?: boolean;
  /** Told of every channel whose difference was too long. */
  readonly onChannelTooLong?: (channelId: number) => void;
}

/** A stock mtcute client that knows the emulator's key and first data centre. */
export const mtcuteClient = (ready: ReadyInfo, options: MtcuteOptions = {}): TelegramClient => {
  addPublicKey(crypto, ready.publicKeyPem);
  const dc = ready.dcs[0];
  if (!dc) throw new Error("the emulator has no data centre");
  const main = { id: dc.id, ipAddress: dc.host, port: dc.port };
  const base = new BaseTelegramClient({
    apiId: 1,
    apiHash: "hash",
    storage: options.storage ?? new MemoryStorage(),
    crypto: new NodeCryptoProvider(),
    transport: options.transport ?? new TcpTransport(),
    defaultDcs: { main, media: main },
    logLevel: Number(process.env["MTCUTE_LOG"] ?? 0),
    ...(options.onChannelTooLong && { updates: { onChannelTooLong: options.onChannelTooLong } }),
    ...(options.usePfs !== undefined && { network: { usePfs: options.usePfs } }),
  });
  return new TelegramClient({ client: base });
};

/** Logs in as a person would: the code comes from the control API. */
export const logIn = async (
  client: TelegramClient,
  control: string,
  phone: string,
  password?: string,
): Promise<void> => {
  await client.start({
    phone,
    code: async () => ((await (await fetch(`${control}/codes/${phone}`)).json()) as { code: string }).code,
    ...(password !== undefined && { password }),
  });
};

export interface Provisioned {
  readonly keyId: string;
  readonly authKey: string;
  readonly dcId: number;
  readonly user: {
    readonly id: number;
    readonly username: string | null;
    readonly isBot: boolean;
    readonly isPremium: boolean;
  };
}

/** Imports a session of `POST /sessions`. */
export const importProvisioned = async (
  client: TelegramClient,
  ready: ReadyInfo,
  { authKey, dcId, user }: Provisioned,
): Promise<void> => {
  const dc = ready.dcs.find(({ id }) => id === dcId);
  if (!dc) throw new Error(`no data centre ${dcId}`);
  const main = { id: dc.id, ipAddress: dc.host, port: dc.port };
  await client.importSession({
    testMode: false,
    primaryDcs: { main, media: main },
    authKey: Buffer.from(authKey, "hex"),
    self: {
      userId: user.id,
      isBot: user.isBot,
      isPremium: user.isPremium,
      usernames: user.username === null ? [] : [user.username],
    },
  });
};
