import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";

import { controlRoutes, type RestartRequest } from "./control/routes.ts";
import { createControlServer } from "./control/http.ts";
import { type DcAddress, EmulatorCore } from "./core.ts";
import { Connection } from "./mtproto/connection.ts";
import { type EmulatorOptions, resolveOptions } from "./options.ts";

/** What a client needs to find the emulator; the command prints it as its ready line. */
export interface ReadyInfo {
  readonly type: "ready";
  readonly dcs: readonly DcAddress[];
  readonly publicKeyPem: string;
  /** Signed 64-bit fingerprint of the key in decimal, as GramJS wants it. */
  readonly fingerprint: string;
  /** Base address of the control API. */
  readonly control: string;
}

const closeServer = async (server: Server | HttpServer): Promise<void> => {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  await closed;
};

const listen = async (server: Server | HttpServer, host: string, port: number): Promise<number> => {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/**
 * A Telegram of your own on loopback: data centres that any MTProto client can log in to, and a control API.
 *
 * ```ts
 * await using telegram = await TelegramEmulator.start({ seed: 'demo' })
 * ```
 */
export class TelegramEmulator implements AsyncDisposable {
  readonly core: EmulatorCore;
  readonly #servers = new Map<number, Server>();
  readonly #control: HttpServer;
  #controlPort = 0;
  #nextConnectionId = 1;

  private constructor(options: EmulatorOptions) {
    this.core = new EmulatorCore(resolveOptions(options));
    this.#control = createControlServer(
      this.core,
      controlRoutes(this.core, (request) => this.restart(request)),
    );
  }

  /** Starts listening. Rejects when a port is taken or the state file cannot be read. */
  static async start(options: EmulatorOptions = {}): Promise<TelegramEmulator> {
    const emulator = new TelegramEmulator(options);
    try {
      await emulator.#listen();
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  get ready(): ReadyInfo {
    const { host } = this.core.options;
    const { fingerprint, publicKeyPem } = this.core.rsa;
    return {
      type: "ready",
      dcs: this.core.dcs,
      publicKeyPem,
      fingerprint: fingerprint.toString(),
      control: `http://${host}:${this.#controlPort}`,
    };
  }

  async #listen(): Promise<void> {
    const { host, port, controlPort, dcs } = this.core.options;
    const addresses: DcAddress[] = [];
    for (const [index, id] of dcs.entries()) {
      const bound = await this.#listenDc(id, host, port === 0 ? 0 : port + index);
      addresses.push({ id, host, port: bound });
    }
    this.core.dcs = addresses;
    this.#controlPort = await listen(this.#control, host, controlPort);
    this.core.scheduler.run();
  }

  async #listenDc(id: number, host: string, port: number): Promise<number> {
    const server = createServer((socket) => {
      if (this.core.faults.takeRefusal(id)) {
        socket.destroy();
        return;
      }
      this.core.stats.connectionsTotal++;
      this.core.connections.add(new Connection(this.core, socket, id, this.#nextConnectionId++));
    });
    const bound = await listen(server, host, port);
    this.#servers.set(id, server);
    return bound;
  }

  async #closeDcs(): Promise<void> {
    const closing = [...this.#servers.values()].map(closeServer);
    this.#servers.clear();
    for (const connection of this.core.connections) connection.close();
    await Promise.all(closing);
    for (const key of this.core.world.authKeys.values()) {
      key.sessions.clear();
      key.updatesSession = undefined;
    }
  }

  /** Goes away and comes back on the same ports, as after a crash; the control API stays. */
  async restart({ state, downMs }: RestartRequest = { state: "kept", downMs: 0 }): Promise<void> {
    this.core.turn.end();
    await this.#closeDcs();
    if (state === "lost") this.core.world.forgetEverything();
    if (downMs > 0) await sleep(downMs);
    for (const { id, host, port } of this.core.dcs) await this.#listenDc(id, host, port);
  }

  async stop(): Promise<void> {
    this.core.scheduler.stop();
    this.core.turn.end();
    await this.#closeDcs();
    this.#control.closeAllConnections();
    await closeServer(this.#control);
    this.core.world.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
