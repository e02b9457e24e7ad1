import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A TCP relay on loopback that can be broken: cut (reset), half-open (silent), closed to new connections. */
export class TcpProxy implements AsyncDisposable {
  readonly #server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();

  constructor(targetPort: number) {
    this.#server = createServer({ noDelay: true }, (inbound) => {
      const outbound = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
      const pair = [inbound, outbound] as const;
      this.#pairs.add(pair);
      const end = (): void => {
        this.#pairs.delete(pair);
        inbound.destroy();
        outbound.destroy();
      };
      inbound.on("close", end).on("error", end);
      outbound.on("close", end).on("error", end);
      this.#relay(inbound, outbound);
      this.#relay(outbound, inbound);
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get connections(): number {
    return this.#pairs.size;
  }

  /** Resets every connection. */
  cut(): void {
    for (const [inbound, outbound] of this.#pairs) {
      inbound.resetAndDestroy();
      outbound.resetAndDestroy();
    }
    this.#pairs.clear();
  }

  /** Half-open: existing connections stay up and carry nothing more; new ones work. */
  blackhole(): void {
    for (const sockets of this.#pairs)
      for (const socket of sockets) socket.removeAllListeners("data").on("data", () => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #relay(from: Socket, to: Socket): void {
    from.on("data", (chunk) => {
      if (!to.write(chunk)) {
        from.pause();
        to.once("drain", () => from.resume());
      }
    });
  }
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  return new TcpProxy(targetPort).listen();
}
