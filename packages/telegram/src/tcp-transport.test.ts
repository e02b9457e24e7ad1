import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { systemClock } from "@telewire/kit";
import { expect, it } from "vitest";
import { TcpTransport } from "./tcp-transport.ts";

async function listen(
  onBytes?: (write: (text: string) => void) => void,
): Promise<{ readonly server: Server; readonly dc: { id: number; ipAddress: string; port: number } }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onBytes?.((text) => socket.write(text));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, dc: { id: 2, ipAddress: "127.0.0.1", port: (server.address() as AddressInfo).port } };
}

it("tells when the bytes that are being parsed were read", async () => {
  let now = 1;
  const { server, dc } = await listen((write) => write("abcdef"));
  const transport = new TcpTransport({ now: () => now, monotonic: () => now });
  const connection = await transport.connect(dc);
  const into = new Uint8Array(4);
  expect(await connection.read(into)).toBe(4);
  now = 99;
  expect(await connection.read(into)).toBe(2);
  expect(transport.receivedAt).toBe(1);
  transport.close();
  server.close();
});

it("ends a read when the links are dropped, and refuses new ones when it is closed", async () => {
  const { server, dc } = await listen();
  const transport = new TcpTransport(systemClock);
  const connection = await transport.connect(dc);
  const reading = connection.read(new Uint8Array(4));
  transport.drop();
  await expect(reading).rejects.toThrow("Connection closed");
  transport.close();
  await expect(transport.connect(dc)).rejects.toThrow("Connection closed");
  server.close();
});

it("holds new links back until it resumes", async () => {
  const { server, dc } = await listen();
  const transport = new TcpTransport(systemClock);
  transport.hold();
  let isConnected = false;
  const connecting = transport.connect(dc).then(() => (isConnected = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isConnected).toBe(false);
  transport.resume();
  await connecting;
  transport.close();
  server.close();
});

it("gives up a link that is still being built when it closes", async () => {
  const { server, dc } = await listen();
  const transport = new TcpTransport(systemClock);
  const connecting = transport.connect(dc);
  // `connect` waits one turn for the hold, then the socket is on its way.
  await Promise.resolve();
  await Promise.resolve();
  transport.close();
  await expect(connecting).rejects.toThrow("Connection closed");
  server.close();
});
