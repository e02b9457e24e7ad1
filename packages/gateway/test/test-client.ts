import type { ServerFrame } from "@telewire/contracts";
import { expect } from "vitest";
import { until } from "@telewire/testing";
import { WebSocket } from "ws";

/** A WebSocket client that keeps what it hears. */
export class TestClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  closeCode: number | null = null;

  constructor(
    base: string,
    topic: string,
    {
      token,
      headers,
      protocols = [],
    }: { readonly token?: string; readonly headers?: Record<string, string>; readonly protocols?: string[] } = {},
  ) {
    this.socket = new WebSocket(`${base.replace("http", "ws")}/api/v1/realtime/${topic}`, protocols, {
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    });
    this.socket.on("message", (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ServerFrame));
    this.socket.on("close", (code) => (this.closeCode = code));
    this.socket.on("error", () => undefined);
  }

  of<Type extends ServerFrame["type"]>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<ServerFrame, { type: Type }>[];
  }

  async hello(): Promise<Extract<ServerFrame, { type: "HELLO" }>> {
    await until(() => this.of("HELLO").length > 0, { what: "HELLO" });
    return this.of("HELLO")[0] ?? expect.unreachable();
  }

  async texts(count: number): Promise<string[]> {
    await until(() => this.of("NEW_MESSAGE").length >= count, { what: `${count} messages` });
    return this.of("NEW_MESSAGE").map(({ data }) => data.text);
  }

  async closed(): Promise<number> {
    await until(() => this.closeCode !== null, { what: "the close" });
    return this.closeCode ?? 0;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
