import { connect } from "node:net";
import type { Socket } from "node:net";

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Milliseconds from sending a request to its last byte. */
  readonly latencies: readonly number[];
}

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** The whole request as bytes. */
  readonly nextRequest: () => Buffer;
  /** Requests a second over all connections; absent: each connection asks again at once. */
  readonly rate?: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** Keep-alive HTTP/1.1 load over plain sockets: cheap enough to leave the server the bottleneck. Fails on any status but 200. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const clients = await Promise.all(Array.from({ length: options.connections }, () => Client.open(options.port)));
  const latencies: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + options.durationMs;
  await Promise.all(clients.map((client, index) => run(client, index, until, options, latencies)));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const client of clients) client.close();
  return { requestsPerSecond: latencies.length / seconds, latencies };
}

async function run(
  client: Client,
  index: number,
  until: number,
  { nextRequest, rate, connections }: LoadOptions,
  latencies: number[],
): Promise<void> {
  const intervalMs = rate === undefined ? 0 : (1000 * connections) / rate;
  let due = performance.now() + (intervalMs * index) / connections;
  for (;;) {
    const now = performance.now();
    if (now >= until) return;
    if (rate !== undefined && due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
    const sentAt = performance.now();
    await client.ask(nextRequest());
    latencies.push(performance.now() - sentAt);
    due += intervalMs;
  }
}

class Client {
  readonly #socket: Socket;
  #missing = -1;
  #head: Buffer = Buffer.alloc(0);
  #done: ((error?: Error) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#done?.(error));
    socket.on("close", () => this.#done?.(new Error("the server closed the connection")));
  }

  static async open(port: number): Promise<Client> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Client(socket);
  }

  ask(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#done = (error) => (error === undefined ? resolve() : reject(error));
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#missing < 0) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.#head.toString("latin1", 0, end);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (!head.startsWith("HTTP/1.1 200") || length === undefined)
        return this.#done?.(new Error(this.#head.toString()));
      this.#missing = Number(length) - (this.#head.length - end - 4);
      this.#head = Buffer.alloc(0);
    } else this.#missing -= chunk.length;
    if (this.#missing > 0) return;
    this.#missing = -1;
    this.#done?.();
  }
}
