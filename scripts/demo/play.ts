import type { SeededRandom } from "@telewire/testing/seeded-random";

export interface Button {
  readonly text: string;
  readonly url?: string;
  readonly copy?: string;
}

/** A message as the emulator's control API takes it, without chat and author. */
export interface DraftMessage {
  readonly text: string;
  readonly entities?: readonly {
    readonly type: string;
    readonly offset: number;
    readonly length: number;
    readonly url?: string;
  }[];
  readonly buttons?: readonly (readonly Button[])[];
}

/** One thing that the author of a play does: a new message, or a change of the one before. */
export type Act =
  | { readonly kind: "post"; readonly message: DraftMessage; readonly isElsewhere?: boolean }
  | { readonly kind: "edit"; readonly message: DraftMessage }
  | { readonly kind: "delete" };

/** What must be found in the message that the acts so far were about, and whether it is taken back in the end. */
export interface Expected {
  /** The act (by index) whose message holds it. */
  readonly act: number;
  readonly display: string;
  readonly isRetracted: boolean;
}

/** Somebody calls a contract, in one shape, in one or several acts. */
export interface Play {
  readonly acts: readonly Act[];
  readonly expected: readonly Expected[];
  /** Messages of others that come between two acts: none where an author goes on at once. */
  readonly pause: "none" | "short" | "long";
}

export type Shape = (random: SeededRandom) => Play;

/** A message that holds the addresses, and no more to it. */
export function single(message: DraftMessage, ...displays: readonly string[]): Play {
  return {
    acts: [{ kind: "post", message }],
    expected: displays.map((display) => ({ act: 0, display, isRetracted: false })),
    pause: "none",
  };
}
