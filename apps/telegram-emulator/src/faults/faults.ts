import type { EmulatorCore } from "../core.ts";
import type { Connection } from "../mtproto/connection.ts";
import { normalisePhone } from "../world/world.ts";
import type { PeerId, User } from "../world/types.ts";
import { type FaultKind, type FaultSpec, rpcFaultOf } from "./fault.ts";
import { inputPeerId } from "./input-peer-id.ts";

interface ActiveFault {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly kind: FaultKind;
  readonly accountId: number | undefined;
  readonly expiresAt: number | undefined;
  left: number;
}

interface Scope {
  readonly method?: string | undefined;
  readonly userId?: number | undefined;
  readonly dcId?: number | undefined;
  readonly peer?: PeerId | undefined;
}

const PUSH_KINDS: readonly FaultKind[] = ["skip-push", "duplicate-push", "reorder", "delay-push"];
const PEER_KINDS: readonly FaultKind[] = ["min-peers", "missing-peers"];
/** How long a reordered update waits for another to overtake it. */
const REORDER_WAIT_MS = 150;

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** The faults in force, and the points where they strike. */
export class Faults {
  readonly #core: EmulatorCore;
  readonly #active = new Map<string, ActiveFault>();
  #nextId = 1;
  #held: { send: () => void; timer: NodeJS.Timeout } | undefined;
  hasPushFaults = false;
  hasPeerFaults = false;
  clockSkewSeconds = 0;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  /** Adds a fault; those that strike once (drop, lose-key, ...) strike now. */
  add(spec: FaultSpec): string {
    const id = `fault-${this.#nextId++}`;
    const kind = spec.kind ?? "error";
    const fault: ActiveFault = {
      id,
      spec,
      kind,
      accountId: this.#accountOf(spec.account),
      expiresAt: spec.ttlMs === undefined ? undefined : this.#core.clock.now() + spec.ttlMs,
      left: spec.count ?? Number.POSITIVE_INFINITY,
    };
    if (!this.#strikeNow(fault)) this.#active.set(id, fault);
    if (kind === "clock-skew") this.#note(kind);
    this.#refresh();
    return id;
  }

  remove(id: string): boolean {
    const removed = this.#active.delete(id);
    this.#refresh();
    return removed;
  }

  clear(): void {
    this.#active.clear();
    this.#refresh();
  }

  list(): { id: string; kind: FaultKind; left: number | null; spec: FaultSpec }[] {
    const now = this.#core.clock.now();
    const inForce = [...this.#active.values()].filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
    return inForce.map(({ id, kind, left, spec }) => ({ id, kind, left: Number.isFinite(left) ? left : null, spec }));
  }

  #refresh(): void {
    let skew = 0;
    this.hasPushFaults = false;
    this.hasPeerFaults = false;
    for (const fault of this.#active.values()) {
      if (PUSH_KINDS.includes(fault.kind)) this.hasPushFaults = true;
      if (PEER_KINDS.includes(fault.kind)) this.hasPeerFaults = true;
      if (fault.kind === "clock-skew") skew = fault.spec.seconds ?? 0;
    }
    this.clockSkewSeconds = skew;
    this.#core.messageIds.skewSeconds = skew;
  }

  #accountOf(account: string | number | undefined): number | undefined {
    if (account === undefined) return undefined;
    const { world } = this.#core;
    const user = world.usersByPhone.get(normalisePhone(String(account))) ?? world.users.get(Number(account));
    if (!user) throw new RangeError(`no account ${account}`);
    return user.id;
  }

  /** The first fault of these kinds that matches and is due; counts it. */
  #take(kinds: readonly FaultKind[], scope: Scope): ActiveFault | undefined {
    if (this.#active.size === 0) return undefined;
    const now = this.#core.clock.now();
    for (const fault of this.#active.values()) {
      if (fault.expiresAt !== undefined && fault.expiresAt <= now) {
        this.#active.delete(fault.id);
        this.#refresh();
        continue;
      }
      if (!kinds.includes(fault.kind) || !this.#matches(fault, scope)) continue;
      if (fault.spec.probability !== undefined && this.#core.random.fraction() >= fault.spec.probability) continue;
      if (--fault.left <= 0) {
        this.#active.delete(fault.id);
        this.#refresh();
      }
      this.#note(fault.kind);
      return fault;
    }
    return undefined;
  }

  #note(kind: FaultKind): void {
    const { faults } = this.#core.stats;
    faults.set(kind, (faults.get(kind) ?? 0) + 1);
  }

  #matches({ spec, accountId }: ActiveFault, scope: Scope): boolean {
    if (spec.method !== undefined && spec.method !== scope.method) return false;
    if (accountId !== undefined && accountId !== scope.userId) return false;
    if (spec.dc !== undefined && spec.dc !== scope.dcId) return false;
    return spec.chatId === undefined || this.#core.peerOf(spec.chatId) === scope.peer;
  }

  /** Before a method runs: may throw an RPC error, wait, or swallow the answer. */
  onCall(method: string, user: User | undefined, dcId: number, query: unknown): Promise<"run" | "drop"> | undefined {
    if (this.#active.size === 0) return undefined;
    const scope = { method, userId: user?.id, dcId, peer: inputPeerId(query, user?.id) };
    const fault = this.#take(["error", "delay", "no-answer", "drop", "half-open"], scope);
    if (!fault) return undefined;
    if (fault.kind === "error") throw rpcFaultOf(fault.spec, { code: 500, message: "INTERNAL_SERVER_ERROR" });
    if (fault.kind === "delay") return sleep(fault.spec.delayMs ?? 1000).then(() => "run" as const);
    if (fault.kind !== "no-answer") this.#cut(fault);
    return Promise.resolve("drop");
  }

  onPush(userId: number, peer: PeerId, send: () => void): void {
    const fault = this.#take(PUSH_KINDS, { userId, peer });
    const held = this.#held;
    if (held) {
      this.#held = undefined;
      clearTimeout(held.timer);
    }
    if (!fault) send();
    else this.#disturb(fault, send);
    held?.send();
  }

  #disturb(fault: ActiveFault, send: () => void): void {
    if (fault.kind === "duplicate-push") {
      send();
      send();
    } else if (fault.kind === "reorder") {
      const timer = setTimeout(() => this.#release(), REORDER_WAIT_MS);
      this.#held = { send, timer };
    } else if (fault.kind === "delay-push") {
      setTimeout(send, fault.spec.delayMs ?? 1000);
    }
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.send();
  }

  /** What becomes of the users and chats that a pushed update comes with. */
  takePeers(userId: number, peer: PeerId): "min" | "missing" | undefined {
    const fault = this.#take(PEER_KINDS, { userId, peer });
    if (!fault) return undefined;
    return fault.kind === "min-peers" ? "min" : "missing";
  }

  takeTooLong(userId: number, peer?: PeerId): boolean {
    return this.#take(["too-long"], { userId, peer }) !== undefined;
  }

  takeRefusal(dcId: number): boolean {
    return this.#take(["refuse"], { dcId }) !== undefined;
  }

  takeCorruption(userId: number | undefined, dcId: number): boolean {
    return this.#active.size > 0 && this.#take(["corrupt"], { userId, dcId }) !== undefined;
  }

  takeTransportError(userId: number | undefined, dcId: number): number | undefined {
    if (this.#active.size === 0) return undefined;
    const fault = this.#take(["transport-error"], { userId, dcId });
    return fault && (fault.spec.code ?? 429);
  }

  #connectionsOf({ accountId, spec }: ActiveFault): Connection[] {
    return [...this.#core.connections].filter(
      (connection) =>
        (accountId === undefined || connection.session?.key.userId === accountId) &&
        (spec.dc === undefined || connection.dcId === spec.dc),
    );
  }

  #cut(fault: ActiveFault): void {
    for (const connection of this.#connectionsOf(fault)) {
      if (fault.kind === "drop") connection.close();
      else if (fault.kind === "stall") connection.stall(fault.spec.delayMs ?? fault.spec.ttlMs ?? 1000);
      else connection.mute();
    }
  }

  /** Faults without a method that act on what exists; `true` when the fault is thereby spent. */
  #strikeNow(fault: ActiveFault): boolean {
    const { kind, spec } = fault;
    if ((kind === "drop" || kind === "half-open" || kind === "stall") && spec.method === undefined) {
      this.#cut(fault);
    } else if (kind === "lose-key" || kind === "revoke" || kind === "bad-salt") {
      this.#strikeKeys(fault);
    } else {
      return false;
    }
    this.#note(kind);
    return true;
  }

  #strikeKeys({ kind, accountId, spec }: ActiveFault): void {
    const { keys, world } = this.#core;
    for (const key of world.authKeys.values()) {
      const isHit =
        (accountId === undefined || key.userId === accountId) && (spec.dc === undefined || key.dcId === spec.dc);
      if (!isHit) continue;
      if (kind === "lose-key") keys.destroy(key);
      else if (kind === "bad-salt") keys.rotateSalt(key);
      else if (!key.isTemporary) keys.revoke(key, spec.error ?? { code: 401, message: "SESSION_REVOKED" });
    }
  }
}
