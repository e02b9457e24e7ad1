/** A stock mtcute client logs in to the emulator, receives a message and answers it. */
import { addPublicKey } from "@mtcute/core/utils.js";
import { MemoryStorage, TelegramClient } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";

import { TelegramEmulator } from "../src/index.ts";

const telegram = await TelegramEmulator.start();
const { control, dcs, publicKeyPem } = telegram.ready;

const post = async (path: string, body: unknown): Promise<{ id: number }> => {
  const response = await fetch(control + path, { method: "POST", body: JSON.stringify(body) });
  return (await response.json()) as { id: number };
};

const ann = await post("/users", { phone: "9996621111", firstName: "Ann" });
await post("/users", { phone: "9996622222", firstName: "Bob" });

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
  code: async () => ((await (await fetch(`${control}/codes/9996621111`)).json()) as { code: string }).code,
  codeSentCallback: () => undefined,
});
await client.startUpdatesLoop(); // `start` does not wait for the first state
await post("/messages", { chatId: ann.id, from: "9996622222", text: "hello from Bob" });
process.stdout.write(`${await received}\n`);
await client.destroy();
await telegram.stop();
