import { spawn } from "node:child_process";
import { createRequire } from "node:module";

import { ObfuscatedPacketCodec, PaddedIntermediatePacketCodec, TcpTransport } from "@mtcute/node";
import { afterEach, beforeEach, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { gramClient } from "./support/gramjs.ts";
import { importProvisioned, mtcuteClient, type Provisioned } from "./support/mtcute.ts";
import { BOB, Control, smallWorld, until } from "./support/world.ts";

const SECRET = "00112233445566778899aabbccddeeff";

let telegram: TelegramEmulator;
let control: Control;

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "proxy", dcs: [2, 4], proxySecret: SECRET });
  control = new Control(telegram.ready.control);
  await smallWorld(control);
});

afterEach(() => telegram.stop());

const transports = async (): Promise<Record<string, number>> => (await control.get("/stats")).transports;

it("is a proxy for mtcute, to whichever data centre it names", async () => {
  const far = telegram.ready.dcs[1]?.port ?? 0;
  class Proxied extends TcpTransport {
    override packetCodec(): ReturnType<TcpTransport["packetCodec"]> {
      const proxy = { dcId: 2, test: false, media: false, secret: Buffer.from(SECRET, "hex") };
      return new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec(), proxy) as never;
    }
  }
  const throughFar = { ...telegram.ready, dcs: [{ id: 2, host: "127.0.0.1", port: far }] };
  const client = mtcuteClient(throughFar, { transport: new Proxied() });
  await importProvisioned(client, throughFar, (await control.post("/sessions", { account: BOB })) as Provisioned);
  expect((await client.call({ _: "help.getNearestDc" })).thisDc).toBe(2);
  expect((await control.get("/stats")).connectionList).toContainEqual(
    expect.objectContaining({ dc: 2, transport: "proxied padded" }),
  );
  await client.destroy();
});

it("is a proxy for GramJS", async () => {
  const require = createRequire(import.meta.url);
  const { ConnectionTCPMTProxyAbridged } = require("telegram/network/connection/TCPMTProxy.js") as {
    ConnectionTCPMTProxyAbridged: new (options: object) => object;
  };
  const [dc] = telegram.ready.dcs;
  const client = gramClient(telegram.ready, BigInt(telegram.ready.fingerprint), "", "ConnectionTCPFull", {
    connection: ConnectionTCPMTProxyAbridged as never,
    proxy: { ip: dc?.host ?? "", port: dc?.port ?? 0, secret: SECRET, MTProxy: true },
  });
  await client.connect();
  expect(await transports()).toEqual({ "proxied abridged": 1 });
  await client.destroy();
});

const TELETHON = `
import asyncio, json, sys
from telethon import TelegramClient, functions
from telethon.crypto import rsa
from telethon.network import ConnectionTcpMTProxyRandomizedIntermediate as Proxied
from telethon.sessions import StringSession
ready = json.loads(sys.argv[1])
rsa.add_key(ready["publicKeyPem"], old=False)
dc = ready["dcs"][0]
async def main():
    session = StringSession()
    session.set_dc(dc["id"], dc["host"], dc["port"])
    client = TelegramClient(session, 1, "hash", connection=Proxied, proxy=(dc["host"], dc["port"], sys.argv[2]))
    await client.connect()
    print((await client(functions.help.GetNearestDcRequest())).this_dc)
    await client.disconnect()
asyncio.run(main())
`;

it("is a proxy for Telethon", async () => {
  const child = spawn("/usr/bin/python3", ["-c", TELETHON, JSON.stringify(telegram.ready), SECRET]);
  let output = "";
  for await (const chunk of child.stdout) output += String(chunk);
  expect(output.trim()).toBe("2");
  expect(await transports()).toEqual({ "proxied padded": 1 });
});

it("turns away who does not know the secret", async () => {
  const wrong = TELETHON.replace("sys.argv[2])", "'ff' * 16)");
  const child = spawn("/usr/bin/python3", ["-c", wrong, JSON.stringify(telegram.ready), SECRET]);
  expect(await until(async () => (await control.get("/stats")).protocolErrors, Boolean)).toBeGreaterThan(0);
  child.kill();
});
