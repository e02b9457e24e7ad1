import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";

import { controlRoutes, type RestartRequest } from "./control/routes.ts";
import { createControlServer, findRoute, type Route } from "./control/http.ts";
import type {
  ChatInfo,
  ChatSpec,
  MessageSpec,
  Reference,
  SentMessage,
  SessionInfo,
  UserInfo,
  UserSpec,
} from "./control/specs.ts";
import { type DcAddress, EmulatorCore } from "./core.ts";
import type { FaultSpec } from "./faults/fault.ts";
import { Connection } from "./mtproto/connection.ts";
import { type EmulatorOptions, resolveOptions } from "./options.ts";
import { readSeedFile, seedWorld } from "./world/seed-file.ts";

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
 * await using telegram = await TelegramEmulator.start({ seed: "demo" });
 * const ann = telegram.addUser({ phone: "9996621111", firstName: "Ann" });
 * ```
 */
export class TelegramEmulator implements AsyncDisposable {
  readonly core: EmulatorCore;
  readonly #servers = new Map<number, Server>();
  readonly #control: HttpServer;
  readonly #routes: readonly Route[];
  #controlPort = 0;
  #nextConnectionId = 1;

  private constructor(options: EmulatorOptions) {
    this.core = new EmulatorCore(resolveOptions(options));
    this.#routes = controlRoutes(this.core, (request) => this.restart(request));
    this.#control = createControlServer(this.core, this.#routes);
  }

  /** Starts listening. Rejects when a port is taken or the state file cannot be read. */
  static async start(options: EmulatorOptions = {}): Promise<TelegramEmulator> {
    const emulator = new TelegramEmulator(options);
    try {
      emulator.#seed(options.world);
      await emulator.#listen();
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  /** A world that already has users, from a state file, is left as it is. */
  #seed(world: EmulatorOptions["world"]): void {
    if (world === undefined || this.core.world.users.size > 0) return;
    seedWorld(typeof world === "string" ? readSeedFile(world) : world, (...call) => this.#call(...call));
  }

  #call(method: Route["method"], path: string, body: unknown = {}): unknown {
    const found = findRoute(this.#routes, method, path);
    const answer = found.route.run({ params: found.params, query: new URLSearchParams(), body });
    this.core.turn.end();
    return answer;
  }

  addUser(user: UserSpec): UserInfo {
    return this.#call("POST", "/users", user) as UserInfo;
  }

  addChat(chat: ChatSpec): ChatInfo {
    return this.#call("POST", "/chats", chat) as ChatInfo;
  }

  /** Sends a message and pushes it to whoever listens; with a receiver who is a user, a private one. */
  post(message: MessageSpec): SentMessage {
    const { messages } = this.#call("POST", "/messages", message) as { messages: [SentMessage] };
    return messages[0];
  }

  /** The last login code of a phone; `null` when none was sent. */
  codeOf(phone: string): string | null {
    return (this.#call("GET", `/codes/${encodeURIComponent(phone)}`) as { code: string | null }).code;
  }

  /** Makes a key that is logged in as the account, without a key exchange or a code. */
  addSession(account: Reference): SessionInfo {
    return this.#call("POST", "/sessions", { account }) as SessionInfo;
  }

  /** From now on something goes wrong; returns the id for `removeFault`. */
  addFault(fault: FaultSpec): string {
    return (this.#call("POST", "/faults", fault) as { id: string }).id;
  }

  /** Without an id: all of them. */
  removeFault(id?: string): void {
    this.#call("DELETE", id === undefined ? "/faults" : `/faults/${id}`);
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
