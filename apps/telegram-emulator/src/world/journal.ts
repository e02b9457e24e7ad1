import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

import Long from "long";

import type { Operation } from "./operations.ts";

interface Packed {
  readonly $b?: string;
  readonly $l?: string;
}

const replacer = (_key: string, value: unknown): unknown => {
  if (Long.isLong(value)) return { $l: value.toString() };
  return value;
};

const reviver = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  const packed = value as Packed;
  if (typeof packed.$l === "string") return Long.fromString(packed.$l);
  return typeof packed.$b === "string" ? new Uint8Array(Buffer.from(packed.$b, "base64")) : value;
};

const packBytes = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { $b: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(packBytes);
  if (typeof value !== "object" || value === null || Long.isLong(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, packBytes(item)]));
};

const PACKED: ReadonlySet<Operation["t"]> = new Set(["edit", "touch", "file", "filters", "sched", "draft"]);

const needsPacking = (operation: Operation): boolean =>
  PACKED.has(operation.t) ||
  (operation.t === "msg" &&
    (operation.m.media ??
      operation.m.replyMarkup ??
      operation.m.entities ??
      operation.m.action ??
      operation.m.forward) !== undefined);

/**
 * Append-only file of operations, one JSON line each. What a turn did is written with one call before any socket hears
 * of it; a line cut short by a crash is dropped on loading.
 */
export class Journal {
  readonly #fd: number;
  #pending: string[] = [];

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Opens the file and hands its operations, in order, to `apply`. */
  static open(path: string, apply: (operation: Operation) => void): Journal {
    if (existsSync(path)) {
      const data = readFileSync(path);
      const end = data.lastIndexOf(10) + 1;
      for (let start = 0; start < end;) {
        const next = data.indexOf(10, start);
        const line = data.toString("utf8", start, next);
        start = next + 1;
        if (line) apply(JSON.parse(line, line.includes('"$') ? reviver : undefined) as Operation);
      }
      const fd = openSync(path, "r+");
      ftruncateSync(fd, end);
      closeSync(fd);
    }
    return new Journal(openSync(path, "a"));
  }

  append(operation: Operation): void {
    const line = needsPacking(operation) ? JSON.stringify(packBytes(operation), replacer) : JSON.stringify(operation);
    this.#pending.push(line);
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(`${this.#pending.join("\n")}\n`);
    this.#pending = [];
    for (let written = 0; written < bytes.length;) written += writeSync(this.#fd, bytes, written);
  }

  truncate(): void {
    this.#pending = [];
    ftruncateSync(this.#fd, 0);
  }

  close(): void {
    this.flush();
    closeSync(this.#fd);
  }
}
