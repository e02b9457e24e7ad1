import type { ReadyInfo } from "../../src/index.ts";
import type { Arguments, Outcome, Plain, TlRequest } from "./step.ts";

/** One connection of a foreign client, which goes through the scenario. */
export interface JudgeRun {
  /** Does a step in the client's own way. */
  perform(step: string, args: Arguments): Promise<Outcome>;
  /** Makes a call, written and read by the client's own schema. */
  invoke(request: TlRequest): Promise<Outcome>;
  close(): Promise<void>;
}

/** A client that Telewire did not write. */
export interface Judge {
  readonly name: string;
  readonly transports: readonly string[];
  start(ready: ReadyInfo, transport: string): Promise<JudgeRun>;
  /** The steps it does in its own way. */
  steps(): Promise<readonly string[]>;
}

/** Of the MTProxy that the emulator is as well. */
export const PROXY_SECRET = "00112233445566778899aabbccddeeff";

export const textOf = (args: Arguments, name: string): string => {
  const value = args[name];
  if (typeof value !== "string") throw new Error(`${name}: a text expected`);
  return value;
};

export const numberOf = (args: Arguments, name: string): number => {
  const value = args[name];
  if (typeof value !== "number") throw new Error(`${name}: a number expected`);
  return value;
};

/** A name without its namespace, the first letter small, as all three clients can give it. */
export const shortName = (name: string): string => {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return last.charAt(0).toLowerCase() + last.slice(1);
};

/** Makes an answer plain: 64-bit values become numbers, or text when too large; bytes become base64. */
export const plainOf = (value: unknown, one: (value: object) => unknown): Plain => {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value !== "object") return value as Plain;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return Array.from(value, (item) => plainOf(item, one));
  const known = one(value);
  if (known !== value) return plainOf(known, one);
  const fields = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== "function");
  return Object.fromEntries(
    fields.map(([name, item]) => [name, name === "_" ? shortName(String(item)) : plainOf(item, one)]),
  );
};
