import { Callbacks } from "./callbacks.ts";
import type { Clock } from "./clock.ts";
import { type RandomSource, seededRandom, systemRandom } from "./crypto/random.ts";
import { ServerRsaKey } from "./crypto/rsa.ts";
import { Faults } from "./faults/faults.ts";
import { Limits } from "./faults/limits.ts";
import { Files } from "./files/files.ts";
import type { Connection } from "./mtproto/connection.ts";
import { KeyRegistry } from "./mtproto/key-registry.ts";
import { MessageIds } from "./mtproto/message-ids.ts";
import { Rpc } from "./mtproto/rpc.ts";
import { Sessions } from "./mtproto/sessions.ts";
import type { LogLevel, ResolvedOptions } from "./options.ts";
import { METHODS } from "./services/index.ts";
import { Stats } from "./stats.ts";
import { sharedCodec, type TlCodec } from "./tl/codec.ts";
import { Tickets } from "./tickets.ts";
import { Turn } from "./turn.ts";
import { Publisher } from "./updates/publisher.ts";
import { Pusher } from "./updates/pusher.ts";
import { Scheduler } from "./updates/scheduler.ts";
import { channelPeer, groupPeer, type PeerId } from "./world/types.ts";
import { World } from "./world/world.ts";

export interface DcAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** What the parts of one emulator share. */
export class EmulatorCore {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly codec: TlCodec = sharedCodec();
  readonly stats = new Stats();
  readonly connections = new Set<Connection>();
  readonly rsa: ServerRsaKey;
  readonly world: World;
  readonly turn: Turn;
  readonly messageIds: MessageIds;
  readonly keys: KeyRegistry;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly files: Files;
  readonly pusher: Pusher;
  readonly publisher: Publisher;
  readonly rpc: Rpc;
  readonly tickets = new Tickets();
  readonly callbacks = new Callbacks();
  readonly scheduler: Scheduler;
  /** Known once the servers listen. */
  dcs: readonly DcAddress[] = [];

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.clock = options.clock;
    this.random = options.seed === undefined ? systemRandom : seededRandom(options.seed);
    this.world = new World(this.clock, options.seed ?? this.random.bytes(16).toString("hex"));
    if (options.stateFile !== undefined) this.world.open(options.stateFile);
    this.rsa = new ServerRsaKey(this.#privateKey());
    this.turn = new Turn(this.world);
    this.messageIds = new MessageIds(this.clock);
    this.keys = new KeyRegistry(this);
    this.sessions = new Sessions(this);
    this.faults = new Faults(this);
    this.limits = new Limits(this, options.limits);
    this.files = new Files(this);
    this.pusher = new Pusher(this);
    this.publisher = new Publisher(this, this.pusher);
    this.scheduler = new Scheduler(this);
    this.rpc = new Rpc(this, METHODS);
  }

  #privateKey(): string {
    const pem = this.options.privateKeyPem ?? this.world.rsaPem ?? ServerRsaKey.generatePem();
    if (this.world.rsaPem !== pem) this.world.commit({ t: "rsa", pem });
    return pem;
  }

  get homeDcId(): number {
    return this.options.dcs[0] ?? 2;
  }

  log(level: LogLevel, message: string, error?: unknown): void {
    this.options.log(level, message, error);
  }

  /** A peer by marked id, bare id, phone of a user or @username; `undefined` when there is none. */
  peerOf(reference: string | number): PeerId | undefined {
    const text = String(reference).trim();
    if (text.startsWith("@")) return this.world.usernames.get(text.slice(1).toLowerCase());
    const number = Number(text);
    if (text.startsWith("+")) return this.world.usersByPhone.get(text.slice(1))?.id;
    for (const peer of [number, channelPeer(number), groupPeer(number)]) {
      if (this.world.chats.has(peer) || this.world.users.has(peer)) return peer;
    }
    return this.world.usersByPhone.get(text)?.id;
  }
}
