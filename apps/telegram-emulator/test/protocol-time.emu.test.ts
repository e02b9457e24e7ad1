import { randomBytes } from "node:crypto";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { sharedCodec } from "../src/tl/codec.ts";
import { RawClient, toLong } from "./support/raw-client.ts";
import { BOB, Control, smallWorld, type SmallWorld, until } from "./support/world.ts";

const codec = sharedCodec();
const HOUR = 3600;

let telegram: TelegramEmulator;
let control: Control;
let world: SmallWorld;
let client: RawClient;
/** How far the server's clock is ahead of ours. */
let aheadSeconds = 0;

beforeEach(async () => {
  aheadSeconds = 0;
  const clock = { now: (): number => Date.now() + aheadSeconds * 1000 };
  telegram = await TelegramEmulator.start({ seed: "time", dcs: [2], clock });
  control = new Control(telegram.ready.control);
  world = await smallWorld(control);
  client = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
  await client.connect();
});

afterEach(async () => {
  client.close();
  await telegram.stop();
});

const getState = (): bigint => client.call({ _: "updates.getState" }, { id: client.nextId(aheadSeconds) });

describe("salts", () => {
  it("give way to the next by the hour, as get_future_salts foretold", async () => {
    client.sendService({ _: "mt_get_future_salts", num: 3 });
    const { object } = await client.waitFor("future_salts");
    const salts = object["salts"] as { salt: bigint; since: number; until: number }[];
    expect(salts.map(({ since, until: end }) => end - since)).toEqual([1.5 * HOUR, 1.5 * HOUR, 1.5 * HOUR]);
    expect(new Set(salts.map(({ salt }) => salt)).size).toBe(3);
    aheadSeconds = 1.2 * HOUR; // the first is still taken beside the second
    expect((await client.answer(getState())).object._).toBe("updates.state");
    aheadSeconds = 1.7 * HOUR;
    getState();
    const told = BigInt((await client.waitFor("mt_bad_server_salt")).object["newServerSalt"].toString());
    expect(told).toBe(salts[1]?.salt);
    client.salt = told;
    expect((await client.answer(getState())).object._).toBe("updates.state");
    client.salt = salts[2]?.salt ?? 0n;
    aheadSeconds = 2.1 * HOUR;
    expect((await client.answer(getState())).object._).toBe("updates.state");
  });
});

describe("temporary keys", () => {
  it("count for nothing until they are bound, and nothing any more when they expire", async () => {
    const { keys, world: state } = telegram.core;
    const bytes = randomBytes(256);
    const temporary = keys.create(2, bytes, 5n, HOUR);
    const provisioned = { dcId: 2, authKey: bytes.toString("hex"), serverSalt: "5", user: { id: world.bob } };
    const short = new RawClient(telegram.ready, provisioned as never);
    await short.connect();
    const unbound = await short.answer(short.call({ _: "updates.getState" }));
    expect(unbound.object).toMatchObject({ errorCode: 401, errorMessage: "AUTH_KEY_PERM_EMPTY" });
    const permanent = [...(state.keysByUser.get(world.bob) ?? [])][0];
    if (!permanent) throw new Error("Bob has no key");
    keys.bind(temporary, permanent);
    expect((await short.answer(short.call({ _: "updates.getState" }))).object._).toBe("updates.state");
    aheadSeconds = HOUR + 10;
    short.call({ _: "updates.getState" }, { id: short.nextId(aheadSeconds) });
    expect(
      await until(
        () => short.transportErrors,
        (codes) => codes.length > 0,
      ),
    ).toEqual([404]);
    short.close();
  });
});

describe("answers", () => {
  it("are dropped on request: before they are there, after, and when they never were", async () => {
    await control.post("/faults", { kind: "delay", method: "help.getNearestDc", delayMs: 300, count: 1 });
    const slow = client.call({ _: "help.getNearestDc" });
    const early = client.send(codec.write({ _: "mt_rpc_drop_answer", reqMsgId: toLong(slow) }));
    expect((await client.answer(early)).object._).toBe("mt_rpc_answer_dropped_running");
    const quick = getState();
    const answer = await client.answer(quick);
    const late = client.send(codec.write({ _: "mt_rpc_drop_answer", reqMsgId: toLong(quick) }));
    expect((await client.answer(late)).object).toMatchObject({
      _: "mt_rpc_answer_dropped",
      msgId: toLong(answer.id),
      seqNo: answer.seqNo,
    });
    const never = client.send(codec.write({ _: "mt_rpc_drop_answer", reqMsgId: toLong(4n) }));
    expect((await client.answer(never)).object._).toBe("mt_rpc_answer_unknown");
    await until(async () => (await control.get("/stats")).calls["help.getNearestDc"], Boolean);
    await client.answer(client.call({ _: "help.getNearestDc" }));
    expect(client.received.some(({ requestId }) => requestId === slow)).toBe(false);
  });

  it("that are large are announced when their call comes again, and sent on request", async () => {
    await control.post(
      "/messages",
      Array.from({ length: 100 }, (_, index) => ({ chatId: world.channel, text: `post ${index} ${Math.random()}` })),
    );
    const { bareId, accessHash } = await control.get(`/chats/${world.channel}`);
    const request = {
      _: "messages.getHistory",
      peer: { _: "inputPeerChannel", channelId: bareId, accessHash: toLong(BigInt(accessHash)) },
      offsetId: 0,
      offsetDate: 0,
      addOffset: 0,
      limit: 100,
      maxId: 0,
      minId: 0,
      hash: toLong(0n),
    };
    const id = client.call(request, { seqNo: 1 });
    const answer = await client.answer(id);
    client.call(request, { id, seqNo: 1 });
    const { object } = await client.waitFor("mt_msg_detailed_info");
    expect(object).toMatchObject({ msgId: toLong(id), answerMsgId: toLong(answer.id), status: 0 });
    expect(object["bytes"]).toBeGreaterThan(4096);
    client.received.length = 0;
    client.sendService({ _: "mt_msg_resend_req", msgIds: [object["answerMsgId"]] });
    expect((await client.answer(id)).id).toBe(answer.id);
  });
});

describe("message ids", () => {
  const container = (...items: { id: bigint; seqNo: number; body: Uint8Array }[]): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x73f1f8dc, 0);
    head.writeUInt32LE(items.length, 4);
    const parts = items.map(({ id, seqNo, body }) => {
      const item = Buffer.alloc(16);
      item.writeBigInt64LE(id, 0);
      item.writeInt32LE(seqNo, 8);
      item.writeInt32LE(body.length, 12);
      return Buffer.concat([item, body]);
    });
    return Buffer.concat([head, ...parts]);
  };
  const refusal = async (): Promise<number> =>
    (await client.waitFor("mt_bad_msg_notification")).object["errorCode"] as number;

  it("of a container that came before is refused: 19", async () => {
    const id = client.nextId();
    for (let round = 0; round < 2; round++) client.send(container(), { id, seqNo: 0 });
    expect(await refusal()).toBe(19);
  });

  it("too old to be verified is refused: 20", async () => {
    const first = client.nextId();
    client.send(codec.write({ _: "mt_ping", pingId: toLong(1n) }), { id: first, seqNo: 0 });
    for (let round = 0; round < 2100; round++) client.send(codec.write({ _: "mt_msgs_ack", msgIds: [] }), { seqNo: 0 });
    await client.answer(getState());
    client.received.length = 0;
    client.send(codec.write({ _: "mt_ping", pingId: toLong(2n) }), { id: first, seqNo: 0 });
    expect(await refusal()).toBe(20);
  });

  it("of a container in a container, or of one too long: 64", async () => {
    client.send(container({ id: client.nextId(), seqNo: 0, body: container() }), { seqNo: 0 });
    expect(await refusal()).toBe(64);
    client.received.length = 0;
    const long = container();
    long.writeUInt32LE(5000, 4);
    client.send(long, { seqNo: 0 });
    expect(await refusal()).toBe(64);
  });
});
