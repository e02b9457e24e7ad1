import { expect, it } from "vitest";
import { decodeSecret, DEFAULT_DEVICE, encodeSecret } from "./session-secret.ts";

const dc = { id: 2, ipAddress: "127.0.0.1", port: 4430 };

it("reads what it wrote", () => {
  const secret = {
    dcs: { main: dc, media: dc },
    authKeys: new Map([
      [2, new Uint8Array(256).fill(7)],
      [4, new Uint8Array(256).fill(9)],
    ]),
    self: { id: 4_300_000_001, isBot: false },
    device: DEFAULT_DEVICE,
  };
  expect(decodeSecret(encodeSecret(secret))).toEqual(secret);
});

it("refuses bytes that are no secret, and versions that it does not know", () => {
  expect(() => decodeSecret(Buffer.from("nonsense"))).toThrow(expect.objectContaining({ code: "DECRYPTION_FAILED" }));
  expect(() => decodeSecret(Buffer.from(JSON.stringify({ version: 2 })))).toThrow(
    expect.objectContaining({ code: "DECRYPTION_FAILED" }),
  );
});
