import type { tl } from "@mtcute/core";
import Long from "long";

import type { EmulatorCore } from "../core.ts";
import type { AuthKey } from "../mtproto/auth-keys.ts";
import type { MtprotoSession } from "../mtproto/session.ts";
import type { PeerId } from "../world/types.ts";

/** Updates as one kind of viewer sees them. */
export interface View {
  readonly updates: tl.TypeUpdate[];
  readonly users: tl.TypeUser[];
  readonly chats: tl.TypeChat[];
}

export interface PushOptions {
  readonly peer: PeerId;
  /** The key whose call caused the updates: it has them in its answer. */
  readonly except?: AuthKey | undefined;
  readonly build: (viewerId: number) => View;
  /** Viewers with the same class get the same bytes; by default each user has an own class. */
  readonly classOf?: (viewerId: number) => string;
}

/** Encodes updates once per layer and class of viewer, and writes them to the sessions that receive updates. */
export class Pusher {
  readonly #core: EmulatorCore;
  /** While set, pushes are gathered here and leave as containers. */
  #gathering: Map<MtprotoSession, Uint8Array[]> | undefined;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  push(viewerIds: Iterable<number>, options: PushOptions): void {
    const encoded = new Map<string, Uint8Array>();
    for (const viewerId of viewerIds) {
      const keys = this.#core.world.keysByUser.get(viewerId);
      if (!keys) continue;
      for (const key of keys) {
        const session = key.updatesSession;
        if (key === options.except || !session?.connection) continue;
        const layer = this.#core.codec.dialectLayer(key.layer);
        const poor = this.#core.faults.hasPeerFaults && this.#poorView(viewerId, options);
        if (poor) {
          this.#deliver(session, viewerId, options.peer, this.encode(poor, layer));
          continue;
        }
        const name = `${layer}:${options.classOf ? options.classOf(viewerId) : viewerId}`;
        let body = encoded.get(name);
        if (!body) {
          body = this.encode(options.build(viewerId), layer);
          encoded.set(name, body);
        }
        this.#deliver(session, viewerId, options.peer, body);
      }
    }
  }

  /** The view of a fault that spoils the peers, when there is one. */
  #poorView(viewerId: number, { peer, build }: PushOptions): View | undefined {
    const fault = this.#core.faults.takePeers(viewerId, peer);
    if (!fault) return undefined;
    const { updates, users, chats } = build(viewerId);
    if (fault === "missing") return { updates, users: [], chats: [] };
    return { updates, users: users.map((user) => this.#minUser(user)), chats };
  }

  /** A `min` user: some fields only, and an access hash that is good for nothing (https://core.telegram.org/api/min). */
  #minUser(user: tl.TypeUser): tl.TypeUser {
    if (user._ !== "user" || user.self) return user;
    const { id, firstName, lastName, username, bot, botInfoVersion } = user;
    const accessHash = Long.fromString(this.#core.world.derive64(`min:${id}`));
    return {
      _: "user",
      min: true,
      id,
      accessHash,
      ...(firstName !== undefined && { firstName }),
      ...(lastName !== undefined && { lastName }),
      ...(username !== undefined && { username }),
      ...(bot && { bot, botInfoVersion: botInfoVersion ?? 1 }),
    };
  }

  encode(view: View, layer: number): Uint8Array {
    const date = this.#core.world.nowSeconds;
    return this.#core.codec.write({ _: "updates", ...view, date, seq: 0 }, layer);
  }

  #deliver(session: MtprotoSession, viewerId: number, peer: PeerId, body: Uint8Array): void {
    const { faults } = this.#core;
    if (faults.hasPushFaults) faults.onPush(viewerId, peer, () => this.#send(session, body));
    else this.#send(session, body);
  }

  #send(session: MtprotoSession, body: Uint8Array): void {
    if (this.#gathering) {
      const bodies = this.#gathering.get(session);
      if (bodies) bodies.push(body);
      else this.#gathering.set(session, [body]);
      return;
    }
    if (session.push(body)) this.#core.stats.updatesPushed++;
  }

  /** Runs `work`; what it pushes leaves in containers of at most `size` messages. */
  gather(size: number, work: () => void): void {
    this.#gathering = new Map();
    try {
      work();
      for (const [session, bodies] of this.#gathering) {
        for (let at = 0; at < bodies.length; at += size) {
          const some = bodies.slice(at, at + size);
          if (session.pushContainer(some)) this.#core.stats.updatesPushed += some.length;
        }
      }
    } finally {
      this.#gathering = undefined;
    }
  }
}
