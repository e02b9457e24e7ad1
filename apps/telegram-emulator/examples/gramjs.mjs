// A stock GramJS client logs in to the emulator, receives a message and prints it.
import { createPublicKey } from "node:crypto";
import { createRequire } from "node:module";

import { TelegramEmulator } from "../src/index.ts";

const require = createRequire(import.meta.url);
const { TelegramClient } = require("telegram");
const { ConnectionTCPFull } = require("telegram/network");
const { NewMessage } = require("telegram/events");
const { StringSession } = require("telegram/sessions");
const { readBigIntFromBuffer } = require("telegram/Helpers.js");
const { Logger, LogLevel } = require("telegram/extensions/Logger");
const { _serverKeys } = require("telegram/crypto/RSA.js");

const telegram = await TelegramEmulator.start();
const { control, dcs, publicKeyPem, fingerprint } = telegram.ready;
const post = async (path, body) => (await fetch(control + path, { method: "POST", body: JSON.stringify(body) })).json();

const ann = await post("/users", { phone: "9996621111", firstName: "Ann" });
await post("/users", { phone: "9996622222", firstName: "Bob" });

const modulus = Buffer.from(createPublicKey(publicKeyPem).export({ format: "jwk" }).n, "base64url");
_serverKeys.set(fingerprint, { n: readBigIntFromBuffer(modulus, false), e: 65537 });

class ToEmulator extends ConnectionTCPFull {
  constructor(options) {
    super({ ...options, ip: dcs[0].host, port: dcs[0].port }); // GramJS would dial port 80
  }
}

const client = new TelegramClient(new StringSession(""), 1, "any", {
  connection: ToEmulator,
  baseLogger: new Logger(LogLevel.NONE),
});
const received = new Promise((resolve) => {
  client.addEventHandler((event) => resolve(event.message.message), new NewMessage({ incoming: true }));
});
await client.start({
  phoneNumber: async () => "9996621111",
  phoneCode: async () => (await (await fetch(`${control}/codes/9996621111`)).json()).code,
  onError: (error) => {
    throw error;
  },
});
await post("/messages", { chatId: ann.id, from: "9996622222", text: "hello from Bob" });
process.stdout.write(`Bob: ${await received}\n`);
await client.destroy();
await telegram.stop();
