// The peer of the fan-out bench: bare ws, a frame built once, the same buffer written to every socket.
import type { AddressInfo } from "node:net";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import { messageJson } from "./message-json.ts";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("listening", () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
let id = 0;
for await (const chunk of process.stdin) {
  for (const line of String(chunk)
    .split("\n")
    .filter((text) => text !== "")) {
    if (line === "cpu") {
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify({ cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() }));
    } else broadcast();
  }
}
process.exit(0);

function broadcast(): void {
  id += 1;
  const payload = Buffer.from(
    `{"type":"NEW_MESSAGE","id":"m.bench.0.${id}-0","data":${messageJson(id)},"timestamp":${Date.now()}}`,
  );
  const frame = Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]), payload]);
  for (const client of server.clients) (client as unknown as { readonly _socket: Socket })._socket.write(frame);
}
