import { createPublicKey } from "node:crypto";
import { createRequire } from "node:module";

import type * as Gram from "telegram";
import type { Api as ApiNamespace, TelegramClient } from "telegram";
import type * as GramLogger from "telegram/extensions/Logger.js";
import type * as GramSessions from "telegram/sessions/index.js";

import type { ReadyInfo } from "../../src/index.ts";

const require = createRequire(import.meta.url);
const gramjs = require("telegram") as typeof Gram;
const { StringSession } = require("telegram/sessions/index.js") as typeof GramSessions;
const { Logger, LogLevel } = require("telegram/extensions/Logger.js") as typeof GramLogger;
const network = require("telegram/network/index.js") as Record<string, new (...args: unknown[]) => object>;
const rsa = require("telegram/crypto/RSA.js") as { _serverKeys: Map<string, { n: unknown; e: number }> };
const { readBigIntFromBuffer } = require("telegram/Helpers.js") as {
  readBigIntFromBuffer: (bytes: Buffer, isLittle: boolean) => unknown;
};

const { PromisedNetSockets } = require("telegram/extensions/PromisedNetSockets.js") as {
  PromisedNetSockets: new () => { read(length: number): Promise<Buffer> };
};

/** GramJS reads abridged frames as if a TCP segment always held a whole one; this waits for the rest. */
class WholeReads extends PromisedNetSockets {
  override async read(length: number): Promise<Buffer> {
    let data = await super.read(length);
    while (data.length < length) data = Buffer.concat([data, await super.read(length - data.length)]);
    return data;
  }
}

export type GramTransport = "ConnectionTCPFull" | "ConnectionTCPAbridged" | "ConnectionTCPObfuscated";
export const Api: typeof ApiNamespace = gramjs.Api;

const modulusOf = (pem: string): Buffer =>
  Buffer.from(createPublicKey(pem).export({ format: "jwk" }).n ?? "", "base64url");

/** GramJS dials port 80; this sends it to the emulator, whatever data centre it asks for. */
const connectionTo = (ready: ReadyInfo, transport: GramTransport) => {
  const Base = network[transport];
  if (!Base) throw new Error(`GramJS has no ${transport}`);
  return class extends Base {
    constructor(options: { dcId: number }) {
      const dc = ready.dcs.find(({ id }) => id === options.dcId) ?? ready.dcs[0];
      super({ ...options, ip: dc?.host, port: dc?.port });
    }
  };
};

/** A stock GramJS client that knows the emulator. `fingerprint` is the signed decimal of its key. */
export const gramClient = (
  ready: ReadyInfo,
  fingerprint: bigint,
  session = "",
  transport: GramTransport = "ConnectionTCPFull",
  options: Partial<ConstructorParameters<typeof Gram.TelegramClient>[3]> = {},
): TelegramClient => {
  rsa._serverKeys.set(fingerprint.toString(), {
    n: readBigIntFromBuffer(modulusOf(ready.publicKeyPem), false),
    e: 65537,
  });
  const dc = ready.dcs[0];
  const stored = new StringSession(session);
  if (!session && dc) stored.setDC(dc.id, dc.host, 443); // its string sessions cannot hold ports above 32767
  return new gramjs.TelegramClient(stored, 1, "hash", {
    connection: connectionTo(ready, transport) as never,
    connectionRetries: 3,
    retryDelay: 100,
    baseLogger: new Logger(LogLevel.NONE),
    ...options,
    ...(transport === "ConnectionTCPAbridged" && { networkSocket: WholeReads as never }),
  });
};

export const gramLogIn = async (
  client: TelegramClient,
  control: string,
  phone: string,
  password?: string,
): Promise<void> => {
  await client.start({
    phoneNumber: async () => phone,
    phoneCode: async () => ((await (await fetch(`${control}/codes/${phone}`)).json()) as { code: string }).code,
    password: async () => password ?? "",
    onError: (error) => {
      throw error;
    },
  });
};
