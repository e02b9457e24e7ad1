/** A stock mtcute client logs in to the emulator, receives a message and answers it. */
import { addPublicKey } from "@mtcute/core/utils.js";
import { MemoryStorage, TelegramClient } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";

import { TelegramEmulator } from "../src/index.ts";

const telegram = await TelegramEmulator.start();
const { dcs, publicKeyPem } = telegram.ready;

const ann = telegram.addUser({ phone: "9996621111", firstName: "Ann" });
const bob = telegram.addUser({ phone: "9996622222", firstName: "Bob" });

const crypto = new NodeCryptoProvider();
await crypto.initialize();
addPublicKey(crypto, publicKeyPem);
const [dc] = dcs;
if (!dc) throw new Error("no data centre");
const main = { id: dc.id, ipAddress: dc.host, port: dc.port };
const client = new TelegramClient({
  apiId: 1,
  apiHash: "any",
  storage: new MemoryStorage(),
  defaultDcs: { main, media: main },
});

const received = new Promise<string>((resolve) => {
  client.onNewMessage.add((message) => {
    if (!message.isOutgoing) resolve(`${message.sender.displayName}: ${message.text}`);
  });
});
await client.start({
  phone: "9996621111",
  code: async () => telegram.codeOf("9996621111") ?? "",
  codeSentCallback: () => undefined,
});
await client.startUpdatesLoop(); // `start` does not wait for the first state
telegram.post({ chatId: ann.id, from: bob.id, text: "hello from Bob" });
process.stdout.write(`${await received}\n`);
await client.destroy();
await telegram.stop();
