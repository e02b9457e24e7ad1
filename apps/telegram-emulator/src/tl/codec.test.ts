import Long from "long";
import { describe, expect, it } from "vitest";

import { sharedCodec } from "./codec.ts";
import { UnknownConstructorError } from "./reader.ts";

const codec = sharedCodec();
const LAYERS = [227, 198, 144];

const update = {
  _: "updateNewMessage",
  pts: 7,
  ptsCount: 1,
  message: {
    _: "message",
    id: 5,
    out: true,
    peerId: { _: "peerUser", userId: 5_000_000_001 },
    date: 1_700_000_000,
    message: "Grüße 👋 ".repeat(40),
    entities: [{ _: "messageEntityBold", offset: 0, length: 5 }],
  },
};

describe("codec", () => {
  it.each(LAYERS)("writes layer %i so that it can be read again", (layer) => {
    expect(codec.reader(codec.write(update, layer)).object()).toMatchObject(update);
  });

  it("gives an old layer a plain button for one it has never heard of", () => {
    const markup = {
      _: "replyInlineMarkup",
      rows: [{ _: "keyboardButtonRow", buttons: [{ _: "keyboardButtonCopy", text: "CA", copyText: "x" }] }],
    };
    const read = codec.reader(codec.write(markup, 144)).object();
    expect(read).toMatchObject({ rows: [{ buttons: [{ _: "keyboardButton", text: "CA" }] }] });
  });

  it("leaves out entities that an old layer does not know", () => {
    const message = {
      ...update.message,
      entities: [{ _: "messageEntityFormattedDate", offset: 0, length: 1, date: 1 }],
    };
    expect(codec.reader(codec.write(message, 144)).object()).toMatchObject({ entities: [] });
  });

  it("keeps 64-bit numbers exact", () => {
    const peer = { _: "inputPeerUser", userId: 7_999_999_999, accessHash: Long.fromString("-9223372036854775807") };
    expect(codec.reader(codec.write(peer)).object()).toEqual(peer);
  });

  it("names camel case as mtcute does, capitals included", () => {
    const password = { _: "inputCheckPasswordSRP", srpId: Long.ONE, A: new Uint8Array([1]), M1: new Uint8Array([2]) };
    expect(codec.reader(codec.write(password)).object()).toMatchObject({ _: "inputCheckPasswordSRP", srpId: Long.ONE });
  });

  it("refuses unknown constructors, truncated data and vectors longer than their data", () => {
    expect(() => codec.reader(Buffer.from("deadbeef", "hex")).object()).toThrow(UnknownConstructorError);
    const whole = codec.write(update);
    for (let length = 0; length < whole.length - 4; length += 4) {
      expect(() => codec.reader(whole.subarray(0, length)).object()).toThrow(RangeError);
    }
    const vector = Buffer.from("15c4b51cffffff7f", "hex");
    expect(() => codec.reader(vector).object()).toThrow(RangeError);
  });

  it("refuses deep nesting instead of overflowing the stack", () => {
    const nested = Buffer.concat(Array.from({ length: 5000 }, () => Buffer.from("15c4b51c01000000", "hex")));
    expect(() => codec.reader(nested).object()).toThrow(/nested/);
  });
});
