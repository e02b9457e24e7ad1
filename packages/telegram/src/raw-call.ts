import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import Long from "long";
import { telegramTypeOf } from "./telegram-error.ts";

const MAX_DEPTH = 20;
/** How the serialiser words it. */
const UNWRITABLE = /^(Unknown object|Object |Invalid int)/;
const LONG = /^-?\d{1,20}$/;

/** A call as JSON becomes one for the schema: `{"$long": "1"}`, `{"$bytes": "..."}`, names in camel case. */
export function rawRequestOf(method: string, given: Readonly<Record<string, unknown>>): tl.RpcMethod {
  return { ...(fromJson(given, 0) as object), _: method } as tl.RpcMethod;
}

export function toJson(value: unknown): unknown {
  if (Long.isLong(value)) return { $long: value.toString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, toJson(field)]));
}

/** What the schema does not know or cannot write never leaves: it fails before anything is sent, and is the caller's mistake. */
export function rawErrorOf(error: unknown): unknown {
  const cause = error instanceof TelewireError ? error.cause : error;
  if (telegramTypeOf(error) !== null || !isUnwritable(cause)) return error;
  const problem = "the schema has no such method, or not with these arguments";
  return new TelewireError("BAD_REQUEST", { details: { problem }, cause });
}

function isUnwritable(cause: unknown): boolean {
  return (
    cause instanceof TypeError ||
    cause instanceof RangeError ||
    (cause instanceof Error && UNWRITABLE.test(cause.message))
  );
}

function fromJson(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw bad("arguments: nested too deep");
  if (Array.isArray(value)) return value.map((item) => fromJson(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const { $long: long, $bytes: bytes } = given;
  if (typeof long === "string") {
    if (!LONG.test(long)) throw bad("$long: a decimal number");
    return Long.fromString(long);
  }
  if (typeof bytes === "string") return new Uint8Array(Buffer.from(bytes, "base64"));
  return Object.fromEntries(
    Object.entries(given).map(([name, field]) => [camelCase(name), fromJson(field, depth + 1)]),
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

function bad(problem: string): TelewireError {
  return new TelewireError("BAD_REQUEST", { details: { problem } });
}
