// oxlint-disable typescript/no-explicit-any -- answers of three clients are looked at, not computed with
import type { TelegramClient } from "@mtcute/core/client.js";

import type { TelegramEmulator } from "../../src/index.ts";
import type { Control } from "../support/world.ts";
import type { Town } from "./town.ts";

/** Numbers, strings, lists and objects that every judge can read: no client's own classes. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** A TL object in the names of the newest layer; 64-bit values that are no ids are `bigint`. */
export type TlValue =
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly TlValue[]
  | { readonly [name: string]: TlValue };
export type TlRequest = { readonly _: string; readonly [name: string]: TlValue };

/** What came of a step: a plain value, or the name of Telegram's error. */
export type Outcome = { readonly value: Plain } | { readonly error: string };

/** What the steps of one run share. */
export interface Scene {
  readonly telegram: TelegramEmulator;
  readonly control: Control;
  readonly town: Town;
  /** The other side of conversations; the account under test is Ann. */
  readonly bob: TelegramClient;
  /** What one step leaves for the next. */
  readonly notes: Map<string, number>;
}

export type Arguments = Readonly<Record<string, Plain>>;

interface BaseStep {
  readonly id: string;
  readonly description: string;
  /** What must come of it: an outcome, whose value may be or hold a `Matcher`. */
  readonly expected: unknown;
}

/** A step that each client does in its own way, given the same arguments. */
export interface OwnStep extends BaseStep {
  readonly arrange?: (scene: Scene) => Arguments | Promise<Arguments>;
}

/** A step that is one call of the API, which each client writes and reads in its own layer. */
export interface CallStep extends BaseStep {
  readonly call: (scene: Scene) => TlRequest | Promise<TlRequest>;
  /** What of the answer is compared; names are without namespace, keys as in the newest layer. */
  readonly observe?: (answer: any, scene: Scene) => unknown;
}

export type Step = OwnStep | CallStep;

export const isCall = (step: Step): step is CallStep => "call" in step;

/** Stands for a value that is not known beforehand. */
export interface Matcher {
  readonly describe: string;
  readonly matches: (value: unknown) => boolean;
}

export const anyNumber: Matcher = { describe: "any number", matches: (value) => typeof value === "number" };
export const anyText: Matcher = { describe: "any text", matches: (value) => typeof value === "string" };
/** A list that holds all of these, and perhaps others. */
export const including = (...wanted: readonly Plain[]): Matcher => ({
  describe: `a list with ${JSON.stringify(wanted)}`,
  matches: (value) => Array.isArray(value) && wanted.every((item) => value.includes(item)),
});

const isMatcher = (value: unknown): value is Matcher =>
  typeof value === "object" && value !== null && "matches" in value && typeof value.matches === "function";

/** Whether an outcome is what was expected. */
export const isExpected = (actual: unknown, expected: unknown): boolean => {
  if (isMatcher(expected)) return expected.matches(actual);
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null)
    return Object.is(actual, expected);
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...keys].every((key) =>
    isExpected((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key]),
  );
};

export const fails = (error: string): Outcome => ({ error });
