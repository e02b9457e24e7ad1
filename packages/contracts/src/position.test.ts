import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TelewireError } from "./errors.ts";
import { formatPosition, parsePosition, STREAMS } from "./position.ts";

/** The form of a position, as its documentation says it. */
const FORM = /^[mdsa]\.[a-z0-9]{1,16}\.\d{1,5}\.\d{1,15}-\d{1,15}$/;

const epochs = fc.stringMatching(/^[a-z0-9]{1,16}$/);
const numbers = fc.nat({ max: 999_999_999_999_999 });
const parts = fc.record({
  stream: fc.constantFrom(...STREAMS),
  epoch: epochs,
  partition: fc.nat({ max: 99_999 }),
  major: numbers,
  minor: numbers,
});

describe("positions", () => {
  it("come back from their text as they were", () => {
    fc.assert(
      fc.property(parts, (value) => {
        expect(parsePosition(formatPosition(value))).toEqual(value);
      }),
    );
  });

  it("are refused when anything about them is wrong, and only then", () => {
    const pieces = fc.constantFrom(
      "m",
      "x",
      ".",
      "-",
      "0",
      "17",
      "k3f9a1",
      "K",
      "é",
      "",
      " ",
      ":",
      "/",
      "{",
      "`",
      "1".repeat(16),
    );
    const nearly = fc.tuple(parts.map(formatPosition), fc.nat(60), pieces, fc.nat(2));
    fc.assert(
      fc.property(nearly, ([text, at, piece, removed]) => {
        const changed = text.slice(0, at) + piece + text.slice(at + removed);
        expect(isRead(changed)).toBe(FORM.test(changed));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    "",
    "m",
    "m.",
    "m..0.1-0",
    "m.k.0.1",
    "m.k.0.1-",
    "m.k..1-0",
    "mk.0.1-0",
    "m.k.0.1-0\n",
    "m.k.0.1-0-0",
    "m.k.0.0.1-0",
  ])("refuses %j", (text) => expect(() => parsePosition(text)).toThrow(new TelewireError("BAD_POSITION")));
});

function isRead(text: string): boolean {
  try {
    parsePosition(text);
    return true;
  } catch {
    return false;
  }
}
