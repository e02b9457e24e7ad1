import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { gramClient, gramLogIn } from "../../apps/telegram-emulator/test/support/gramjs.ts";
import { receiverArguments } from "../listener/counter.ts";

const require = createRequire(import.meta.url);
const { NewMessage } = require("telegram/events/index.js") as typeof import("telegram/events/index.js");

/** The obvious way to write it: GramJS, one XADD a message, and `ws.send` to everybody. */
const { ready, phone, redisUrl = "" } = receiverArguments;
const redis = new Redis(redisUrl);
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
await once(server, "listening");
const client = gramClient({ type: "ready", ...ready }, BigInt(ready.fingerprint));
await gramLogIn(client, ready.control, phone);
client.addEventHandler(
  ({ message }) => {
    const receivedAt = performance.timeOrigin + performance.now();
    const data = {
      messageId: String(message.id),
      chatId: String(message.chatId),
      date: message.date,
      text: message.message,
      trace: { receivedAt },
    };
    void redis.xadd("messages", "*", "json", JSON.stringify(data)).then(() => {
      const frame = JSON.stringify({ type: "NEW_MESSAGE", data });
      for (const socket of server.clients) socket.send(frame);
    });
  },
  new NewMessage({ incoming: true }),
);
await client.getDialogs({});
console.log(JSON.stringify({ type: "ready", url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }));
