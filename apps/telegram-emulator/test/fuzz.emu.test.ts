import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";

import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { sharedCodec } from "../src/tl/codec.ts";
import { RawClient, toLong } from "./support/raw-client.ts";
import { BOB, Control, smallWorld, until } from "./support/world.ts";

const codec = sharedCodec();
const RUNS = 60;

let telegram: TelegramEmulator;
let control: Control;
const failures: string[] = [];

beforeAll(async () => {
  telegram = await TelegramEmulator.start({
    seed: "fuzz",
    dcs: [2],
    log: (level, message, error) => {
      if (level === "error") failures.push(`${message}: ${String(error)}`);
    },
  });
  control = new Control(telegram.ready.control);
  await smallWorld(control);
});

afterAll(() => telegram.stop());

/** What failed inside, once the server has answered a well-behaved client again. */
const alive = async (): Promise<string[]> => {
  const client = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
  await client.connect();
  await client.answer(client.call({ _: "updates.getState" }));
  client.close();
  return failures;
};

/** Writes bytes to a fresh connection and hangs up. */
const throwAt = async (bytes: Uint8Array): Promise<void> => {
  const socket = connect(telegram.ready.dcs[0]?.port ?? 0, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  await new Promise((resolve) => {
    socket.write(bytes, resolve);
  });
  socket.destroy();
};

const signed = async (): Promise<RawClient> => {
  const client = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
  await client.connect();
  await client.answer(client.call({ _: "updates.getState" }));
  return client;
};

describe("hostile clients", () => {
  it("random bytes, with and without a greeting", async () => {
    const greeting = fc.constantFrom("", "ef", "eeeeeeee", "dddddddd");
    await fc.assert(
      fc.asyncProperty(greeting, fc.uint8Array({ maxLength: 700 }), (hex, bytes) =>
        throwAt(Buffer.concat([Buffer.from(hex, "hex"), bytes])),
      ),
      { numRuns: RUNS },
    );
    expect(await alive()).toEqual([]);
  });

  it("frames with hostile lengths", async () => {
    for (const length of [0, 1, 3, 7, 0x7fffffff, 0xffffffff, 5_000_000]) {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(0xeeeeeeee, 0);
      head.writeUInt32LE(length, 4);
      await throwAt(Buffer.concat([head, randomBytes(64)]));
    }
    expect(await alive()).toEqual([]);
  });

  it("key exchanges that are cut, out of order or nonsense", async () => {
    const plain = (body: Buffer): Buffer => {
      const head = Buffer.alloc(28);
      head.writeUInt32LE(0xeeeeeeee, 0);
      head.writeUInt32LE(20 + body.length, 4);
      head.writeInt32LE(body.length, 24);
      return Buffer.concat([head, body]);
    };
    const nonce = randomBytes(16);
    const messages = [
      { _: "mt_req_pq_multi", nonce },
      {
        _: "mt_req_DH_params",
        nonce,
        serverNonce: nonce,
        p: nonce,
        q: nonce,
        publicKeyFingerprint: 1,
        encryptedData: randomBytes(256),
      },
      { _: "mt_set_client_DH_params", nonce, serverNonce: nonce, encryptedData: randomBytes(64) },
    ].map((message) => codec.write(message));
    for (const message of messages) {
      await throwAt(plain(message));
      await throwAt(plain(message.subarray(0, 12)));
    }
    expect(await alive()).toEqual([]);
  });

  it("encrypted frames that are cut short or changed", async () => {
    const client = await signed();
    const frame = client.seal(codec.write({ _: "updates.getState" }));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: frame.length - 1 }), fc.nat({ max: 255 }), async (at, byte) => {
        const other = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
        await other.connect();
        other.writeBytes(frame.subarray(0, at));
        const changed = Buffer.from(frame);
        changed[at] = byte;
        client.writeBytes(at < 4 ? frame : changed);
        other.close();
      }),
      { numRuns: RUNS },
    );
    client.close();
    expect(await alive()).toEqual([]);
  });

  it("random TL inside a valid session answers with an error", async () => {
    const client = await signed();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 4, maxLength: 400 }), async (bytes) => {
        const body = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
        client.send(body);
        return Promise.resolve();
      }),
      { numRuns: RUNS },
    );
    const last = client.call({ _: "updates.getState" });
    await client.answer(last);
    client.close();
    expect(await alive()).toEqual([]);
  });

  it("methods with truncated or mutated arguments answer with an error", async () => {
    const client = await signed();
    const call = codec.write({
      _: "messages.sendMessage",
      peer: { _: "inputPeerSelf" },
      message: "hello",
      randomId: toLong(1n),
      entities: [{ _: "messageEntityBold", offset: 0, length: 1 }],
    });
    for (let length = 4; length < call.length; length += 4) {
      const id = client.send(call.subarray(0, length));
      expect((await client.answer(id)).object).toMatchObject({ _: "mt_rpc_error" });
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: call.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const mutated = Buffer.from(call);
          mutated[at] = byte;
          await client.answer(client.send(mutated));
        },
      ),
      { numRuns: RUNS },
    );
    client.close();
    expect(await alive()).toEqual([]);
  });

  it("a bomb of packed zeros is refused", async () => {
    const { gzipSync } = await import("node:zlib");
    const client = await signed();
    const zipped = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x3072cfa1, 0);
    head.writeUInt32LE(((zipped.length << 8) | 254) >>> 0, 4);
    const body = Buffer.concat([head, zipped, Buffer.alloc((4 - (zipped.length % 4)) % 4)]);
    client.send(body);
    await until(() => client.isOpen || client.received.length, Boolean);
    client.close();
    expect(await alive()).toEqual([]);
  });

  it("replayed frames change nothing", async () => {
    const client = await signed();
    const before = (await control.get("/stats")).calls["messages.sendMessage"] ?? 0;
    const request = {
      _: "messages.sendMessage",
      peer: { _: "inputPeerSelf" },
      message: "replayed",
      randomId: toLong(99n),
    };
    const id = client.call(request, { seqNo: 3 });
    await client.answer(id);
    for (let round = 0; round < 20; round++) client.call(request, { id, seqNo: 3 });
    await client.answer(client.call({ _: "updates.getState" }, { seqNo: 5 }));
    expect((await control.get("/stats")).calls["messages.sendMessage"]).toBe(before + 1);
    client.close();
  });
});
