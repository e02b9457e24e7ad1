import { randomBytes } from "node:crypto";

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { TelegramEmulator } from "../src/index.ts";
import { METHODS } from "../src/services/index.ts";
import { EmulatorProcess } from "./support/process.ts";
import { RawClient, toLong } from "./support/raw-client.ts";
import { randomCall } from "./support/random-tl.ts";
import { BOB, Control, smallWorld, until } from "./support/world.ts";

const RUNS_OF_METHOD = 6;
/** Megabytes asked for: far more than may be held. */
const ROUNDS = 150;
const MIB = 1024 * 1024;

let telegram: TelegramEmulator;
let control: Control;
const failures: string[] = [];

beforeAll(async () => {
  telegram = await TelegramEmulator.start({
    seed: "fuzz methods",
    dcs: [2],
    botAnswerTimeoutMs: 10,
    log: (level, message, error) => {
      if (level === "error") failures.push(`${message}: ${String(error)}`);
    },
  });
  control = new Control(telegram.ready.control);
  await smallWorld(control);
});

afterAll(() => telegram.stop());

const signed = async (): Promise<RawClient> => {
  const client = new RawClient(telegram.ready, await control.post("/sessions", { account: BOB }));
  await client.connect();
  return client;
};

it.each(METHODS.map(({ name }) => name))("%s answers whatever it is asked", async (name) => {
  const client = await signed();
  for (const request of fc.sample(randomCall(name), { numRuns: RUNS_OF_METHOD, seed: 7 })) {
    const { object } = await client.answer(client.call(request));
    expect(`${request._} ${object?.["errorMessage"]}`).not.toContain("INTERNAL");
  }
  client.close();
  expect(failures).toEqual([]);
});

it("holds little for clients that take much and acknowledge nothing", async () => {
  const emulator = await EmulatorProcess.start("--dcs", "2");
  try {
    const own = new Control(emulator.ready.control);
    const world = await smallWorld(own);
    await own.post("/messages", { chatId: world.channel, text: "large", document: { size: MIB } });
    const [{ media }] = (await own.get(`/messages?chatId=${world.channel}`)).slice(-1);
    const { id, accessHash, fileReference } = media.document;
    const location = {
      _: "inputDocumentFileLocation",
      id,
      accessHash,
      fileReference: Uint8Array.from(fileReference.data),
      thumbSize: "",
    };
    const client = new RawClient(emulator.ready, await own.post("/sessions", { account: BOB }));
    await client.connect();
    const before = (await own.get("/stats")).memory.rssBytes;
    client.isDeaf = true;
    for (let round = 0; round < ROUNDS; round++) {
      client.call({ _: "upload.getFile", location, offset: toLong(0n), limit: MIB });
      await until(
        () => client.bytesReceived,
        (bytes) => bytes > (round + 1) * MIB,
      );
      client.call({ _: "upload.saveFilePart", fileId: toLong(BigInt(round)), filePart: 0, bytes: randomBytes(65_536) });
      client.send(Buffer.alloc(8), { sessionId: BigInt(round), seqNo: 0 });
    }
    expect(
      await until(
        async () => (await own.get("/stats")).calls["upload.saveFilePart"],
        (count) => count === ROUNDS,
      ),
    ).toBe(ROUNDS);
    expect((await own.get("/stats")).memory.rssBytes - before).toBeLessThan(110 * MIB);
    client.close();
  } finally {
    await emulator.kill();
  }
});
