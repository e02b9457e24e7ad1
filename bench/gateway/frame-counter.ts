import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";

const MARK = Buffer.from('"type":"NEW_MESSAGE"');

/** Many WebSocket clients that only count the messages they hear. */
export class FrameCounter {
  readonly #sockets: Socket[] = [];
  #heard = 0;
  #awaited = Number.POSITIVE_INFINITY;
  #reached: (() => void) | undefined;

  /** Opens connections one after another in small groups; resolves when the server has accepted them all. */
  async open(
    port: number,
    path: string,
    count: number,
    headers: string,
    isReady: (text: string) => boolean,
  ): Promise<void> {
    for (let opened = 0; opened < count; opened += 50) {
      await Promise.all(
        Array.from({ length: Math.min(50, count - opened) }, () => this.#connect(port, path, headers, isReady)),
      );
    }
  }

  /** Resolves when all clients together have heard so many messages more. */
  expect(messages: number): Promise<void> {
    this.#awaited = this.#heard + messages;
    return new Promise((resolve) => (this.#reached = resolve));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect(port: number, path: string, headers: string, isReady: (text: string) => boolean): Promise<void> {
    const socket = connect(port, "127.0.0.1");
    this.#sockets.push(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n${headers}\r\n`,
    );
    await new Promise<void>((resolve, reject) => {
      let text = "";
      const greet = (chunk: Buffer): void => {
        text += chunk.toString("latin1");
        if (!isReady(text)) return;
        socket.off("data", greet);
        socket.on("data", (data: Buffer) => this.#take(data));
        resolve();
      };
      socket.on("data", greet).on("error", reject);
    });
  }

  /** A frame's mark never spans two reads here: frames are written whole and are smaller than a read. */
  #take(data: Buffer): void {
    for (let at = data.indexOf(MARK); at >= 0; at = data.indexOf(MARK, at + MARK.length)) this.#heard += 1;
    if (this.#heard >= this.#awaited) this.#reached?.();
  }
}
