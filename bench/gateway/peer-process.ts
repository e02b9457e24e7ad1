// The peer of the poll bench: bare node:http that serialises a page of 20 messages for each request.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { messageJson } from "./message-json.ts";

const messages = Array.from({ length: 20 }, (_, index) => ({
  id: `m.bench.0.${index}-0`,
  ...(JSON.parse(messageJson(index)) as object),
}));
const server = createServer((_request, response) => {
  const body = JSON.stringify({
    success: true,
    data: { messages, nextCursor: "m.bench.0.20-0" },
    meta: { count: 20, hasMore: false, executionTime: 0.1 },
  });
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
process.stdin.on("end", () => process.exit(0)).resume();
