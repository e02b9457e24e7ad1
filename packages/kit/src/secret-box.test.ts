import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box.ts";

const key = randomBytes(32);
const plain = Buffer.from("an auth key");
/** By the first version's code, under a master key of sevens. */
const V1_SEALED =
  "01791edc4c9a4f78bd29586ca165dc7136ff2c4247ad604931c0e4c0a5321ee3daeacc6617124194eb9354524f7e748698c7cf22dd2a68aef47decee";

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

  it("gives each record a key of its own, wrapped by the master key whose id is in the header", () => {
    const box = createSecretBox([key]);
    const [first, second] = [box.seal(plain, "c"), box.seal(plain, "c")];
    expect(first).not.toEqual(second);
    expect(first.subarray(0, 5)).toEqual(second.subarray(0, 5));
    expect(first[0]).toBe(2);
    // The wrapped key of one record opens no other.
    const mixed = Buffer.concat([first.subarray(0, 65), second.subarray(65)]);
    expect(() => box.open(mixed, "c")).toThrow(expect.objectContaining({ code: "DECRYPTION_FAILED" }));
    for (const length of [0, 1, 5, 64, 66, 90])
      expect(() => box.open(first.subarray(0, length), "c")).toThrow(
        expect.objectContaining({ code: "DECRYPTION_FAILED" }),
      );
  });

  it("changes its keys while it is used, and says what is still under an old one", () => {
    const box = createSecretBox([key]);
    const old = box.seal(plain, "c");
    const newer = randomBytes(32);
    box.use([newer, key]);
    expect([box.isCurrent(old), box.isCurrent(box.seal(plain, "c"))]).toEqual([false, true]);
    expect(Buffer.from(box.open(old, "c"))).toEqual(plain);
    box.use([newer]);
    expect(() => box.open(old, "c")).toThrow(expect.objectContaining({ code: "DECRYPTION_FAILED" }));
    expect(() => box.use([])).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });

  it("opens what version 1 sealed", () => {
    const masterKey = Buffer.alloc(32, 7);
    const sealed = Buffer.from(V1_SEALED, "hex");
    expect(Buffer.from(createSecretBox([masterKey]).open(sealed, "session:alice")).toString()).toBe("an auth key");
    expect(createSecretBox([masterKey]).isCurrent(sealed)).toBe(false);
  });
});
