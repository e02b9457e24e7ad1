import { base58 } from "@scure/base";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base58Decode, isBase58Of32Bytes } from "./base58.ts";

const bytes = fc.tuple(fc.nat(4), fc.uint8Array({ maxLength: 40 })).map(([zeros, rest]) => {
  return Uint8Array.from([...Array.from({ length: zeros }, () => 0), ...rest]);
});

describe("base58", () => {
  it("decodes what another library encodes, leading zeros included", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(base58Decode(base58.encode(value))).toEqual(value);
      }),
    );
  });

  it("tells 32 bytes as another library does", () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")),
      minLength: 30,
      maxLength: 46,
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ minLength: 31, maxLength: 33 }).map(base58.encode)), (written) => {
        expect(isBase58Of32Bytes(written)).toBe(base58.decode(written).length === 32);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(["0", "O", "I", "l", "1é", "z".repeat(65)])("refuses %s", (text) => {
    expect(base58Decode(text)).toBeUndefined();
  });
});
