import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box.ts";

const key = randomBytes(32);
const plain = Buffer.from("an auth key");

describe("createSecretBox", () => {
  it("opens what it sealed, under the same context only", () => {
    const box = createSecretBox([key]);
    const sealed = box.seal(plain, "session:a");
    expect(Buffer.from(box.open(sealed, "session:a"))).toEqual(plain);
    expect(() => box.open(sealed, "session:b")).toThrow(expect.objectContaining({ code: "DECRYPTION_FAILED" }));
  });

  it("refuses every flipped bit", () => {
    const box = createSecretBox([key]);
    const sealed = box.seal(plain, "c");
    for (let index = 0; index < sealed.length; index++) {
      const broken = Uint8Array.from(sealed);
      broken[index] = (broken[index] ?? 0) ^ 1;
      expect(() => box.open(broken, "c")).toThrow(expect.objectContaining({ code: "DECRYPTION_FAILED" }));
    }
  });

  it("opens with an older key and seals with the first", () => {
    const newer = randomBytes(32);
    const sealed = createSecretBox([key]).seal(plain, "c");
    const rotated = createSecretBox([newer, key]);
    expect(Buffer.from(rotated.open(sealed, "c"))).toEqual(plain);
    expect(() => createSecretBox([key]).open(rotated.seal(plain, "c"), "c")).toThrow(
      expect.objectContaining({ code: "DECRYPTION_FAILED" }),
    );
  });
});
