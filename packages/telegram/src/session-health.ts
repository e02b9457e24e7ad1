import type { SessionEvidence, SessionState } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type FinalState = "revoked" | "duplicated" | "banned" | "stopped";

/** What is known about a session, from what happened: the state follows from it. */
export class SessionHealth {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #evidence: Mutable<Omit<SessionEvidence, "pendingAppends">> = {
    connectedAt: null,
    lastUpdateAt: null,
    lastProbeAt: null,
    lastProbeMs: null,
    lastAppendAt: null,
    reconnects: 0,
    gapsRecovered: 0,
    messages: 0,
    backfilled: 0,
    lastError: null,
  };
  #final: SessionState | null = null;
  #sanction: "limited" | "frozen" | null = null;
  #isConnected = false;
  #isCaughtUp = false;
  #isStalled = false;
  #wasConnected = false;
  #reported: SessionState = "connecting";
  #heardAt: number;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#heardAt = clock.monotonic();
  }

  get state(): SessionState {
    if (this.#final !== null) return this.#final;
    if (this.#isStalled) return "stalled";
    if (!this.#isConnected) return this.#wasConnected ? "stalled" : "connecting";
    if (!this.#isCaughtUp) return "catching-up";
    return this.#sanction ?? "live";
  }
  /** The state that will never change, once there is one. */
  get final(): FinalState | null {
    return this.#final as FinalState | null;
  }

  evidence(pendingAppends: number): SessionEvidence {
    return { ...this.#evidence, pendingAppends };
  }
  silentForMs(): number {
    return this.#clock.monotonic() - this.#heardAt;
  }

  start(): void {
    this.#onChange();
  }
  connected(): void {
    if (this.#wasConnected) this.#evidence.reconnects++;
    this.#wasConnected = true;
    this.#evidence.connectedAt = this.#clock.now();
    this.#isConnected = true;
    this.#isCaughtUp = false;
    this.#report();
  }
  down(): void {
    this.#isConnected = false;
    this.#isCaughtUp = false;
    this.#report();
  }
  caughtUp(): void {
    this.#isCaughtUp = true;
    this.#heardAt = this.#clock.monotonic();
    this.#evidence.lastProbeAt = this.#clock.now();
    this.#report();
  }
  stalled(isStalled: boolean): void {
    this.#isStalled = isStalled;
    this.#report();
  }
  sanctioned(sanction: "limited" | "frozen"): void {
    this.#sanction = sanction;
    this.#report();
  }
  /** Telegram let the account write: no sanction stands. */
  allowed(): void {
    this.#sanction = null;
    this.#report();
  }

  updated(at: number): void {
    this.#evidence.lastUpdateAt = at;
    this.#heardAt = this.#clock.monotonic();
  }
  answered(): void {
    this.#evidence.lastProbeAt = this.#clock.now();
  }
  probed(ms: number): void {
    this.#evidence.lastProbeAt = this.#clock.now();
    this.#evidence.lastProbeMs = ms;
  }
  failed(type: string): void {
    this.#evidence.lastError = type;
  }
  committed(events: number): void {
    if (events > 0) this.#evidence.lastAppendAt = this.#clock.now();
    this.#evidence.messages += events;
  }
  gapRecovered(): void {
    this.#evidence.gapsRecovered++;
  }
  backfilled(messages: number): void {
    this.#evidence.backfilled += messages;
  }

  /** False when it was final before. */
  finish(state: SessionState, type: string | null): boolean {
    if (this.#final !== null) return false;
    this.#final = state;
    if (type !== null) this.#evidence.lastError = type;
    this.#report();
    return true;
  }

  #report(): void {
    const { state } = this;
    if (state === this.#reported) return;
    this.#reported = state;
    this.#onChange();
  }
}
