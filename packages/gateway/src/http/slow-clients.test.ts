import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { ActionName, ActionResult, ActRequest } from "@telewire/telegram";
import { until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, startGateway, TelegramStandIn } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

const MANY = 20;
const MEBIBYTE = 1_048_576;
/** What Linux holds of one loopback connection at most, both ends together, while nobody reads; rounded up. */
const KERNEL_BYTES = 10 * MEBIBYTE;
const DRIP_MS = 20;

/** A client that says `head`, then a drop at a time without end, and does not go when it is told to. */
class Dripping implements Disposable {
  readonly socket: Socket;
  readonly #timer: NodeJS.Timeout;
  answer = "";

  constructor({ url }: GatewayFixture, head: string, drop: string, { isReading = true } = {}) {
    this.socket = connect({ ...from(url), allowHalfOpen: true });
    this.socket.on("error", () => undefined);
    if (isReading) this.socket.on("data", (chunk: Buffer) => (this.answer += chunk.toString("latin1")));
    this.socket.write(head);
    this.#timer = setInterval(() => drop !== "" && this.socket.writable && this.socket.write(drop), DRIP_MS);
    this.socket.once("close", () => clearInterval(this.#timer));
  }

  get isCut(): boolean {
    return this.socket.closed;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.socket.destroy();
  }
}

/** Slow clients have an address of their own, and what it may hold open. */
function from(url: string): { readonly port: number; readonly host: string; readonly localAddress: string } {
  return { port: Number(new URL(url).port), host: "127.0.0.1", localAddress: "127.0.0.2" };
}

/** Whether that address may open one more connection. */
async function hasPlace({ url }: GatewayFixture): Promise<boolean> {
  const socket = connect(from(url)).on("error", () => undefined);
  socket.end("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
  await until(() => socket.closed, { what: "an answer or none" });
  return answer.startsWith("HTTP/1.1 200 ");
}

const SLOW = [
  ["heads", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a"],
  ["lines of a head", "GET /healthz HTTP/1.1\r\nHost: x\r\n", "X-Slow: a\r\n"],
  [
    "bodies",
    "POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n{",
    " ",
  ],
  [
    "bodies in chunks",
    "POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    "1\r\n \r\n",
  ],
  [
    "bodies that nobody reads",
    "POST /api/v1/nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 90000\r\n\r\n",
    " ",
  ],
] as const;

describe.each(SLOW)("slow %s", (_what, head, drop) => {
  it("are cut, even those of clients that go on after they were answered, and their places are free again", async () => {
    await using fixture = await startGateway({ options: { requestTimeoutMs: 300, maxConnectionsPerAddress: MANY } });
    using attack = new DisposableStack();
    const clients = Array.from({ length: MANY }, () => attack.use(new Dripping(fixture, head, drop)));
    await until(() => clients.every(({ socket }) => socket.bytesWritten > head.length), { what: "the attack" });
    expect(await hasPlace(fixture)).toBe(false);
    await until(() => clients.every(({ isCut }) => isCut), { what: "their end" });
    for (const { answer } of clients) expect(answer).toMatch(/^HTTP\/1.1 4(08|15|04|00) /);
    await until(() => hasPlace(fixture), { what: "a place" });
  });
});

it("a WebSocket that is refused is ended, whatever its client does", async () => {
  await using fixture = await startGateway({ options: { maxWebSockets: 1 } });
  const token = await fixture.token();
  using first = new TestClient(fixture.url, `messages/${ALICE}`, { token });
  await first.hello();
  using refused = new Dripping(fixture, handshake("socket", token), "a");
  await until(() => refused.isCut, { what: "its end" });
  expect(refused.answer).toMatch(/^HTTP\/1.1 503 /);
});

describe("the end of the server", () => {
  it.each([
    ["a connection on which nothing is said", "", ""],
    ["slow heads", "GET /healthz HTTP/1.1\r\nX-Slow: ", "a"],
  ])("waits for no request that did not come: %s", async (_what, head, drop) => {
    await using fixture = await startGateway();
    using held = new Dripping(fixture, head, drop);
    using spare = new Dripping(fixture, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "");
    await until(() => spare.answer.includes("200 OK"), { what: "an answer" });
    await fixture.gateway.drain(Date.now() + 3_600_000);
    await until(() => held.isCut || held.socket.readableEnded, { what: "its end" });
    expect(held.answer).toBe("");
  });

  it("waits for slow bodies until its time is over", async () => {
    await using fixture = await startGateway();
    const head = "POST /api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    using held = new Dripping(fixture, `${head}Content-Length: 90000\r\n\r\n{`, " ");
    await until(() => held.socket.bytesWritten > 200, { what: "a request" });
    await fixture.gateway.drain(Date.now() + 300);
    await until(() => held.isCut, { what: "its end" });
    expect(held.answer).toBe("");
  });
});

/** Has one file, of a gibibyte. */
class LargeFile extends TelegramStandIn {
  askedBytes = 0;

  override async act<Name extends ActionName>(request: ActRequest<Name>): Promise<ActionResult<Name>> {
    const file = { sizeBytes: 1024 * MEBIBYTE, mimeType: "application/octet-stream", fileName: "large" };
    if (request.name !== "download") return file;
    const { limitBytes } = request.request as ActRequest<"download">["request"];
    this.askedBytes += limitBytes;
    return { ...file, bytes: Buffer.alloc(limitBytes).toString("base64") } as ActionResult<Name>;
  }
}

describe("a large answer that nobody takes", () => {
  const asked = (token: string): string =>
    `GET /api/v1/media/${CHAT}/1?sessionId=${ALICE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;

  it.each([
    ["by a client that is silent", ""],
    ["by a client that says something all the time", "\r\n"],
  ])("is given up, with no more in memory than a few blocks: %s", async (_how, drop) => {
    const control = new LargeFile();
    const options = { stalledTimeoutMs: 400, maxConnectionsPerAddress: 1 };
    await using fixture = await startGateway({ options, dependencies: { control } });
    const token = await fixture.token();
    using _slow = new Dripping(fixture, asked(token), drop, { isReading: false });
    await until(() => control.askedBytes > MEBIBYTE, { what: "a download" });
    expect(await hasPlace(fixture)).toBe(false);
    await until(() => hasPlace(fixture), { what: "its end" });
    expect(control.askedBytes).toBeLessThan(KERNEL_BYTES + 4 * MEBIBYTE);
  });

  it("is not given up while it is taken", async () => {
    const control = new LargeFile();
    await using fixture = await startGateway({ options: { stalledTimeoutMs: 400 }, dependencies: { control } });
    using reader = new Dripping(fixture, asked(await fixture.token()), "");
    let taken = 0;
    reader.socket.removeAllListeners("data").on("data", (chunk: Buffer) => (taken += chunk.length));
    await until(() => taken > 64 * MEBIBYTE, { what: "64 MiB" });
    expect(reader.isCut).toBe(false);
  });
});

function handshake(wire: "socket" | "stream", token: string): string {
  const asked =
    wire === "stream"
      ? "Accept: text/event-stream\r\n"
      : `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n`;
  return `GET /api/v1/realtime/messages/${ALICE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${asked}\r\n`;
}

describe.each(["socket", "stream"] as const)("a topic's %s that nobody reads", (wire) => {
  it("is closed, and holds no more than its share until then", async () => {
    const options = { slowReaderMaxBytes: 65_536, slowReaderTimeoutMs: 300 };
    await using fixture = await startGateway({ options });
    const token = await fixture.token();
    const open = async (): Promise<number> => {
      const { data } = await call(`${fixture.url}/api/v1/system/health`, { token });
      return (data as { readonly realtime: { readonly connections: number } }).realtime.connections;
    };
    using slow = new Dripping(fixture, handshake(wire, token), "", { isReading: false });
    await until(async () => (await open()) === 1, { what: "a client" });
    const text = "a".repeat(60_000);
    let saidBytes = 0;
    const speak = async (): Promise<void> => {
      await fixture.say(Array.from({ length: 16 }, () => text));
      saidBytes += 16 * text.length;
    };
    while (saidBytes < 2 * KERNEL_BYTES) await speak();
    await until(async () => (await open()) === 0, { what: "its end" });
    let heardBytes = 0;
    slow.socket.on("data", (chunk: Buffer) => (heardBytes += chunk.length));
    await until(() => slow.socket.readableEnded || slow.isCut, { what: "the end of what was sent" });
    expect(heardBytes).toBeLessThan(KERNEL_BYTES);
  });
});
