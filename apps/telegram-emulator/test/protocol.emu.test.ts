import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { sharedCodec } from "../src/tl/codec.ts";
import { RawClient, toLong } from "./support/raw-client.ts";
import { BOB, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

const codec = sharedCodec();

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let client: RawClient;

beforeEach(async () => {
  telegram = await TelegramEmulator.start({ seed: "protocol", dcs: [2, 4] });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  client = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
  await client.connect();
});

afterEach(async () => {
  client.close();
  await telegram.stop();
});

describe("sessions", () => {
  it("announces a new session once, and acknowledges calls", async () => {
    const first = client.call({ _: "updates.getState" });
    expect((await client.answer(first)).object._).toBe("updates.state");
    const second = client.call({ _: "updates.getState" });
    await client.answer(second);
    const announced = client.received.filter(({ object }) => object._ === "mt_new_session_created");
    expect(announced).toHaveLength(1);
    expect(BigInt(announced[0]?.object["firstMsgId"].toString())).toBe(first);
    await until(
      () => client.received.flatMap(({ object }) => (object._ === "mt_msgs_ack" ? object["msgIds"].map(String) : [])),
      (ids) => ids.includes(String(second)),
    );
  });

  it("corrects the salt", async () => {
    const id = client.call({ _: "updates.getState" }, { salt: 42n });
    const { object } = await client.waitFor("mt_bad_server_salt");
    expect(object).toMatchObject({ badMsgId: toLong(id), errorCode: 48, newServerSalt: toLong(client.salt) });
    await control.post("/faults", { kind: "bad-salt" });
    client.received.length = 0;
    client.call({ _: "updates.getState" });
    client.salt = BigInt((await client.waitFor("mt_bad_server_salt")).object["newServerSalt"].toString());
    expect((await client.answer(client.call({ _: "updates.getState" }))).object._).toBe("updates.state");
  });

  it.each([
    ["an id from the past", { offset: -400 }, 16],
    ["an id from the future", { offset: 90 }, 17],
    ["an id that is no multiple of four", { bits: 1n }, 18],
  ])("refuses %s", async (_name, { offset = 0, bits = 0n }: { offset?: number; bits?: bigint }, code) => {
    client.call({ _: "updates.getState" }, { id: client.nextId(offset) + bits });
    expect((await client.waitFor("mt_bad_msg_notification")).object["errorCode"]).toBe(code);
  });

  it("refuses wrong sequence numbers: 32, 33, 34, 35", async () => {
    const codes = async (): Promise<number> =>
      (await client.waitFor("mt_bad_msg_notification")).object["errorCode"] as number;
    const early = client.nextId();
    await client.answer(client.call({ _: "updates.getState" }, { seqNo: 11 }));
    client.call({ _: "updates.getState" }, { seqNo: 9 });
    expect(await codes()).toBe(32);
    client.received.length = 0;
    client.call({ _: "updates.getState" }, { id: early, seqNo: 13 });
    expect(await codes()).toBe(33);
    client.received.length = 0;
    client.send(Buffer.from("dcf8f17300000000", "hex"), { seqNo: 15 });
    expect(await codes()).toBe(34);
    client.received.length = 0;
    client.call({ _: "updates.getState" }, { seqNo: 14 });
    expect(await codes()).toBe(35);
  });

  it("runs a call once that arrives twice, and repeats its answer", async () => {
    const request = { _: "messages.sendMessage", peer: { _: "inputPeerSelf" }, message: "once", randomId: toLong(7n) };
    const id = client.call(request, { seqNo: 1 });
    await client.answer(id);
    client.call(request, { id, seqNo: 1 });
    await until(
      () => client.received.filter(({ requestId }) => requestId === id).length,
      (count) => count === 2,
    );
    expect((await control.get("/stats")).calls["messages.sendMessage"]).toBe(1);
  });

  it("repeats on the next connection what was never acknowledged", async () => {
    await client.answer(client.call({ _: "updates.getState" }));
    await control.post("/messages", { chatId: world.channel, text: "unacknowledged" });
    const pushed = await client.waitFor("updates");
    client.close();
    await until(
      async () => (await control.get("/stats")).connections,
      (count) => count === 0,
    );
    client.received.length = 0;
    await client.connect();
    client.sendService({ _: "mt_ping", pingId: toLong(1n) });
    expect((await client.waitFor("updates")).id).toBe(pushed.id);
    client.sendService({ _: "mt_msgs_ack", msgIds: [toLong(pushed.id)] });
    client.close();
    client.received.length = 0;
    await client.connect();
    client.sendService({ _: "mt_ping", pingId: toLong(2n) });
    await client.waitFor("mt_pong");
    expect(client.received.filter(({ object }) => object._ === "updates")).toEqual([]);
  });

  it("tells the state of messages and re-sends on request", async () => {
    const id = client.call({ _: "updates.getState" });
    const answer = await client.answer(id);
    client.sendService({ _: "mt_msgs_state_req", msgIds: [toLong(id), toLong(4n)] });
    expect([...(await client.waitFor("mt_msgs_state_info")).object["info"]]).toEqual([68, 1]);
    client.received.length = 0;
    client.sendService({ _: "mt_msg_resend_req", msgIds: [toLong(answer.id)] });
    expect((await client.answer(id)).id).toBe(answer.id);
  });

  it("opens containers and packed calls", async () => {
    const call = codec.write({ _: "invokeWithLayer", layer: 227, query: codec.write({ _: "help.getNearestDc" }) });
    const zipped = gzipSync(call);
    const header = Buffer.alloc(5);
    header.writeUInt32LE(0x3072cfa1, 0);
    header[4] = zipped.length;
    const unpadded = Buffer.concat([header, zipped]);
    const packed = Buffer.concat([unpadded, Buffer.alloc((4 - (unpadded.length % 4)) % 4)]);
    const item = (body: Buffer, seqNo: number): { id: bigint; bytes: Buffer } => {
      const id = client.nextId();
      const head = Buffer.alloc(16);
      head.writeBigInt64LE(id, 0);
      head.writeInt32LE(seqNo, 8);
      head.writeInt32LE(body.length, 12);
      return { id, bytes: Buffer.concat([head, body]) };
    };
    const items = [item(packed, 1), item(call, 3)];
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x73f1f8dc, 0);
    head.writeInt32LE(items.length, 4);
    client.send(Buffer.concat([head, ...items.map(({ bytes }) => bytes)]), { seqNo: 4 });
    for (const { id } of items) expect((await client.answer(id)).object).toMatchObject({ _: "nearestDc", thisDc: 2 });
  });

  it("gives future salts, destroys sessions, drops answers", async () => {
    client.sendService({ _: "mt_get_future_salts", num: 3 });
    expect((await client.waitFor("future_salts")).object).toMatchObject({ count: 3, first: client.salt });
    client.call({ _: "updates.getState" }, { sessionId: 77n, seqNo: 1 });
    await client.waitFor("updates.state");
    client.sendService({ _: "mt_destroy_session", sessionId: toLong(77n) });
    await client.waitFor("mt_destroy_session_ok");
    client.sendService({ _: "mt_destroy_session", sessionId: toLong(78n) });
    await client.waitFor("mt_destroy_session_none");
    const drop = client.send(codec.write({ _: "mt_rpc_drop_answer", reqMsgId: toLong(4n) }));
    expect((await client.answer(drop)).object._).toBe("mt_rpc_answer_unknown");
  });

  it("closes a connection whose pings stop", async () => {
    client.sendService({ _: "mt_ping_delay_disconnect", pingId: toLong(5n), disconnectDelay: 1 });
    await client.waitFor("mt_pong");
    expect(
      await until(
        () => client.isOpen,
        (open) => !open,
      ),
    ).toBe(false);
  });

  it("answers -404 to unknown keys, and what a fault says to known ones", async () => {
    const stranger = new RawClient(telegram.ready, {
      ...(await control.post("/sessions", { account: BOB })),
      authKey: "ab".repeat(256),
    });
    await stranger.connect();
    stranger.call({ _: "updates.getState" });
    expect(
      await until(
        () => stranger.transportErrors,
        (codes) => codes.length > 0,
      ),
    ).toEqual([404]);
    stranger.close();
    await control.post("/faults", { kind: "transport-error", code: 429, count: 1 });
    client.call({ _: "updates.getState" });
    expect(
      await until(
        () => client.transportErrors,
        (codes) => codes.length > 0,
      ),
    ).toEqual([429]);
  });

  it("does not take a key of another data centre", async () => {
    const session = await control.post("/sessions", { account: BOB });
    const wrong = new RawClient(telegram.ready, { ...session, dcId: 4 });
    await wrong.connect();
    wrong.call({ _: "updates.getState" });
    expect(
      await until(
        () => wrong.transportErrors,
        (codes) => codes.length > 0,
      ),
    ).toEqual([404]);
    wrong.close();
  });
});
