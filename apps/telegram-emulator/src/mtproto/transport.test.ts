import { createCipheriv, randomBytes } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { detectTransport, FRAMING_OVERHEAD, TransportViolation, type Framing } from "./transport.ts";

const GREETINGS: Record<string, Buffer> = {
  abridged: Buffer.from("ef", "hex"),
  intermediate: Buffer.from("eeeeeeee", "hex"),
  padded: Buffer.from("dddddddd", "hex"),
  full: Buffer.alloc(0),
};

const framingFor = (name: string): Framing => {
  const first =
    name === "full"
      ? Buffer.from("1400000000000000", "hex")
      : Buffer.concat([GREETINGS[name] ?? Buffer.alloc(0), Buffer.alloc(8, 1)]);
  const detected = detectTransport(first);
  if (!detected) throw new Error("not detected");
  expect(detected.framing.name).toBe(name);
  return detected.framing;
};

const encode = (framing: Framing, frame: Buffer): Buffer => {
  const out = Buffer.alloc(frame.length + FRAMING_OVERHEAD);
  const end = framing.encode(out, 0, frame.length, (at) => void frame.copy(out, at));
  return out.subarray(0, end);
};

describe("transports", () => {
  it.each(Object.keys(GREETINGS))("%s carries frames of any size, in pieces", (name) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 900 }), { minLength: 1, maxLength: 5 }), (words) => {
        const sender = framingFor(name);
        const receiver = framingFor(name);
        const frames = words.map((count) => randomBytes(count * 4));
        const wire = Buffer.concat(frames.map((frame) => encode(sender, frame)));
        let pos = 0;
        for (const frame of frames) {
          expect(receiver.next(wire.subarray(0, pos + 1), pos)).toBeUndefined();
          const found = receiver.next(wire, pos);
          expect(found?.frame.subarray(0, frame.length)).toEqual(frame);
          pos = found?.end ?? 0;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("opens an obfuscated greeting", () => {
    const header = randomBytes(64);
    header.writeUInt32LE(0xdddddddd, 56);
    header[0] = 1;
    header[4] = 1;
    const cipher = createCipheriv("aes-256-ctr", header.subarray(8, 40), header.subarray(40, 56));
    const encrypted = cipher.update(header);
    const greeting = Buffer.concat([header.subarray(0, 56), encrypted.subarray(56)]);
    expect(detectTransport(greeting.subarray(0, 63))).toBeUndefined();
    const detected = detectTransport(greeting);
    expect(detected?.framing.name).toBe("padded");
    expect(detected?.obfuscation).toBeDefined();
  });

  it("refuses frames longer than any message, and a full frame with a wrong CRC", () => {
    expect(() => framingFor("intermediate").next(Buffer.from("ffffff7f00000000", "hex"), 0)).toThrow(
      TransportViolation,
    );
    const wire = encode(framingFor("full"), Buffer.alloc(16, 3));
    wire[12] = 9;
    expect(() => framingFor("full").next(wire, 0)).toThrow(/CRC/);
  });
});
