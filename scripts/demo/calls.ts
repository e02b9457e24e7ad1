import type { ShapeName } from "./shapes.ts";

export interface ShapeSummary {
  /** Addresses called in this shape, once for each session that sees them. */
  readonly called: number;
  readonly detected: number;
  readonly retracted: number;
  /** Not found, or not taken back, or taken back though it stands. */
  readonly missed: number;
}

interface Call {
  readonly shape: ShapeName;
  readonly isRetracted: boolean;
}

/** The contract calls of the demo and what the server said of each. Keys: the message's, and the address as written. */
export class Calls {
  readonly #calls = new Map<string, Call>();
  readonly #detected = new Map<string, number>();
  readonly #retracted = new Map<string, number>();

  expect(messageKey: string, display: string, call: Call): void {
    this.#calls.set(`${messageKey}/${display}`, call);
  }

  detected(messageKey: string, display: string): void {
    increment(this.#detected, `${messageKey}/${display}`);
  }

  retracted(messageKey: string, display: string): void {
    increment(this.#retracted, `${messageKey}/${display}`);
  }

  get detections(): number {
    return total(this.#detected);
  }

  get retractions(): number {
    return total(this.#retracted);
  }

  get duplicated(): number {
    return this.detections - this.#detected.size + this.retractions - this.#retracted.size;
  }

  get missed(): number {
    return this.#calls.entries().reduce((sum, [key, call]) => sum + (this.#isAsExpected(key, call) ? 0 : 1), 0);
  }

  /** Detections of what nobody called. */
  get unexpected(): number {
    return this.#detected.keys().reduce((sum, key) => sum + (this.#calls.has(key) ? 0 : 1), 0);
  }

  byShape(): Partial<Record<ShapeName, ShapeSummary>> {
    const shapes: Partial<Record<ShapeName, ShapeSummary>> = {};
    for (const [key, call] of this.#calls) {
      const { called, detected, retracted, missed } = shapes[call.shape] ?? NOTHING;
      shapes[call.shape] = {
        called: called + 1,
        detected: detected + (this.#detected.has(key) ? 1 : 0),
        retracted: retracted + (this.#retracted.has(key) ? 1 : 0),
        missed: missed + (this.#isAsExpected(key, call) ? 0 : 1),
      };
    }
    return shapes;
  }

  #isAsExpected(key: string, { isRetracted }: Call): boolean {
    return this.#detected.has(key) && this.#retracted.has(key) === isRetracted;
  }
}

const NOTHING: ShapeSummary = { called: 0, detected: 0, retracted: 0, missed: 0 };

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function total(counts: ReadonlyMap<string, number>): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}
