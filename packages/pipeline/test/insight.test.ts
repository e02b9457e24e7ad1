import { silentLogger } from "@telewire/kit";
import { tempDirectory, until } from "@telewire/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InsightService } from "../src/insight/insight-service.ts";
import { validationOptions } from "../src/insight/validation-options.ts";
import { NodeMetrics } from "../src/metrics/node-metrics.ts";
import { InsightState } from "../src/insight/insight-state.ts";
import { Snapshots } from "../src/insight/snapshots.ts";
import { deleted, edited, InsightNode, MINT, post, START } from "./insight-node.ts";

const EVM = "0x6982508145454ce325ddbe47a25d4ec3d2311933";
const at = (second: number): string => new Date(START + second * 1000).toISOString();

describe("what is known around a call", () => {
  it("names first caller, spread and velocity, in windows by chat and over all", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    await node.receive(post(1, 10, 0, MINT, { sender: 7 }));
    await node.receive(post(1, 11, 30, `${MINT} again`));
    const [third] = await node.receive(post(2, 5, 50, `look ${MINT}`));
    expect(third).toMatchObject({
      occurrences: 3,
      firstSeen: at(0),
      spread: {
        isFirst: false,
        isFirstInChat: true,
        occurrencesInChat: 1,
        chats: 2,
        callsPerMinute: 3,
        firstCaller: { chatId: "-1001", messageId: "10", senderId: "7", date: at(0) },
      },
    });
    const [nextDay] = await node.receive(post(2, 6, 90_000, MINT));
    expect(nextDay).toMatchObject({ occurrences: 1, spread: { isFirst: true, chats: 1, callsPerMinute: 1 } });
  });

  it("counts a channel's message once over two accounts, private ones by account", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const inChannel = post(1, 10, 0, MINT);
    await node.receive(inChannel);
    const [other] = await node.receive({ ...inChannel, sessionId: "b" });
    expect(other).toMatchObject({ occurrences: 1 });
    const inPrivate = { ...post(1, 10, 1, MINT), chatId: "77", chat: { id: "77", kind: "private" as const } };
    await node.receive(inPrivate);
    const [another] = await node.receive({ ...inPrivate, sessionId: "b" });
    expect(another).toMatchObject({ occurrences: 3, spread: { chats: 2 } });
  });

  it("takes back what an edit or a delete removes, and finds what an edit brings", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const first = post(1, 10, 0, MINT);
    await node.receive(first);
    await node.receive(post(2, 5, 10, MINT));
    const changes = await node.receive(edited(first, `sorry, ${EVM}`, 20));
    expect(changes.map(({ kind, address, occurrences }) => [kind, address, occurrences])).toEqual([
      ["retraction", MINT, 1],
      ["detection", EVM, 1],
    ]);
    expect((await node.receive(deleted(first))).map(({ kind, address }) => [kind, address])).toEqual([
      ["retraction", EVM],
    ]);
    const [next] = await node.receive(post(3, 1, 30, MINT));
    expect(next).toMatchObject({ occurrences: 2, spread: { firstCaller: { chatId: "-1002" } } });
  });

  it("takes back what only the archive remembers, once, and does not announce what stays", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const first = post(1, 10, 0, `${MINT} and ${EVM}`);
    const other = post(2, 5, 0, MINT);
    for (const entry of [...(await node.receive(first)), ...(await node.receive(other))])
      node.service.state.findings.delete(entry);
    await node.archiveDetections();
    node.service.state.findings.forgetUntil(Date.now());
    expect((await node.receive(edited(first, `only ${EVM}`, 20))).map(({ kind, address }) => [kind, address])).toEqual([
      ["retraction", MINT],
    ]);
    expect(await node.receive(deleted(other))).toMatchObject([{ kind: "retraction", address: MINT }]);
    expect((await node.receive(deleted(first))).map(({ kind, address }) => [kind, address])).toEqual([
      ["retraction", EVM],
    ]);
    expect(node.service.state.spread.size).toBe(0);
  });

  it.each(["log", "archive", "archive and log"])("goes on from the %s after a restart", async (kept) => {
    await using folder = await tempDirectory();
    const first = post(1, 10, 0, MINT, { sender: 7 });
    {
      await using node = await InsightNode.open(folder.path);
      await node.receive(first);
      if (kept !== "log") await node.archiveDetections();
      if (kept === "archive") await node.log.trim({ maxEntries: 0 });
      if (kept !== "archive") await node.receive(post(2, 5, 10, MINT));
    }
    await using node = await InsightNode.open(folder.path);
    const [next] = await node.receive(post(3, 1, 20, MINT));
    const before = kept === "archive" ? 1 : 2;
    expect(next).toMatchObject({
      occurrences: before + 1,
      spread: { chats: before + 1, isFirst: false, firstCaller: { senderId: "7" } },
    });
    expect(await node.receive(deleted(first))).toMatchObject([{ kind: "retraction", address: MINT }]);
    await node.archiveDetections();
    const [row] = await node.archive.detections.query({ chatIds: [first.chatId], direction: "newer", limit: 1 });
    expect(row?.json).toContain('"kind":"retraction"');
  });

  it("knows what other nodes wrote: calls and their retractions", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const other = new InsightService({
      log: node.log,
      archive: node.archive,
      metrics: new NodeMetrics(),
      logger: silentLogger,
      options: validationOptions.parse({}),
    });
    await other.start(new AbortController().signal);
    const occurrences = (): number | undefined => other.state.spread.report(`solana:${MINT}`, START)?.occurrences;
    const first = post(1, 10, 0, MINT);
    await node.receive(first);
    await node.receive(post(2, 5, 0, MINT));
    await until(() => occurrences() === 2);
    await node.receive(deleted(first));
    await until(() => occurrences() === 1);
    expect(other.state.reputations.of("channel", "-1001", START).counts).toMatchObject({ first: 0, retracted: 1 });
    await other.drain();
  });

  it(
    "says the same after a restart, whatever happened and however much of it is archived",
    { timeout: 60_000 },
    async () => {
      const step = fc.record({
        chat: fc.integer({ min: 1, max: 3 }),
        id: fc.integer({ min: 1, max: 4 }),
        act: fc.constantFrom("post", "edit", "drop", "delete"),
        address: fc.constantFrom(MINT, EVM),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(25), async (steps, archivedAfter) => {
          await using folder = await tempDirectory();
          let live: InsightState;
          {
            await using node = await InsightNode.open(folder.path);
            for (const [index, { chat, id, act, address }] of steps.entries()) {
              const event = post(chat, id, index, `go ${address}`);
              if (act === "post") await node.receive(event);
              else if (act === "delete") await node.receive(deleted(event));
              else await node.receive(edited(event, act === "edit" ? `now ${address}` : "nothing", index));
              if (index === archivedAfter) await node.archiveDetections();
            }
            live = node.service.state;
          }
          await using node = await InsightNode.open(folder.path);
          for (const key of [`solana:${MINT}`, `evm:${EVM}`])
            expect(node.service.state.spread.report(key, START + 30_000)).toEqual(
              live.spread.report(key, START + 30_000),
            );
        }),
        { numRuns: 3 },
      );
    },
  );
});

describe("a stored state", () => {
  const step = fc.record({
    chat: fc.integer({ min: 1, max: 4 }),
    id: fc.integer({ min: 1, max: 4 }),
    act: fc.constantFrom("post", "edit", "delete"),
    address: fc.constantFrom(MINT, EVM),
  });
  const run = fc.record({
    steps: fc.array(step, { minLength: 5, maxLength: 25 }),
    storedAfter: fc.nat(25),
    /** The tail of the log lags behind what this node wrote itself. */
    lag: fc.nat(3),
    isTrimmed: fc.boolean(),
  });

  it("is what was known when the process was killed, with what the log has after it", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ steps, storedAfter, lag, isTrimmed }) => {
        await using folder = await tempDirectory();
        const node = await InsightNode.open(folder.path);
        const snapshots = new Snapshots(node.archive.records, () => Date.now());
        const ends = [await node.log.end("detections", 0)];
        for (const [index, { chat, id, act, address }] of steps.entries()) {
          const event = post(chat, id, 5 * chat + id, `$WAGMI ${address}`, { sender: 5 + (id % 2) });
          if (act === "post") await node.receive(event);
          else await node.receive(act === "edit" ? edited(event, `now ${address}`, index) : deleted(event));
          ends.push(await node.log.end("detections", 0));
          if (index === storedAfter)
            await snapshots.save(
              node.service.state,
              new Map([[0, ends.at(-1 - Math.min(lag, ends.length - 1)) ?? ""]]),
            );
        }
        if (isTrimmed) {
          await node.archiveDetections();
          await node.log.trim({ maxEntries: 0 });
        }
        const live = node.service.state;
        await node.kill();
        await using again = await InsightNode.open(folder.path);
        const { state } = again.service;
        for (const key of [`solana:${MINT}`, `evm:${EVM}`])
          expect(state.spread.report(key, START + 30_000)).toEqual(live.spread.report(key, START + 30_000));
        if (isTrimmed) return;
        for (const sender of ["5", "6"]) {
          const [before, now] = [live, state].map(({ reputations }) =>
            reputations.of("sender", sender, START + 30_000),
          );
          expect(now).toEqual({ ...before, counts: expect.anything() as unknown });
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it("replaces the one before it, and is left alone when it is not whole", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    const { records } = node.archive;
    const snapshots = new Snapshots(records, () => Date.now());
    expect(await snapshots.load(new InsightState())).toBeUndefined();
    for (let index = 0; index < 3; index++) {
      await node.receive(post(index, 1, index, MINT));
      await snapshots.save(node.service.state, new Map());
    }
    const state = new InsightState();
    expect(await snapshots.load(state)).toBeDefined();
    expect(state.spread.report(`solana:${MINT}`, START)).toMatchObject({ occurrences: 3 });
    const head = JSON.parse((await records.get("insight", "head")) ?? "") as { id: string; pieces: number };
    const pieces = await records.list(`insight-${head.id}`);
    expect(pieces).toHaveLength(head.pieces);
    await records.delete(`insight-${head.id}`, pieces[0]?.key ?? "");
    expect(await snapshots.load(new InsightState())).toBeUndefined();
    expect(await snapshots.takeTurn("a", 1000)).toBe(true);
    expect(await snapshots.takeTurn("b", 1000)).toBe(false);
  });
});

describe("reputation", () => {
  it("rests on what became of the calls of sender and channel, and says so, also after a restart", async () => {
    await using folder = await tempDirectory();
    {
      await using node = await InsightNode.open(folder.path);
      await node.receive(post(1, 10, 0, MINT, { sender: 7 }));
      for (const chat of [2, 3]) await node.receive(post(chat, 1, chat, MINT, { sender: 8 }));
      const regretted = post(4, 1, 9, EVM, { sender: 9 });
      await node.receive(regretted);
      await node.receive(deleted(regretted));
      await node.archiveDetections();
    }
    await using node = await InsightNode.open(folder.path);
    const scoreOf = async (sender: number) =>
      (await node.receive(post(5, sender, 20, MINT, { sender })))[0]?.reputation?.sender;
    const [first, copy, sorry, nobody] = [await scoreOf(7), await scoreOf(8), await scoreOf(9), await scoreOf(99)];
    expect(first?.score).toBeGreaterThan(50);
    expect(first?.explanation.join()).toMatch(/called first.*taken up by other chats/);
    expect(copy?.score).toBeLessThan(50);
    expect(sorry?.score).toBeLessThan(copy?.score ?? 0);
    expect(sorry?.explanation[0]).toMatch(/call taken back/);
    expect(nobody).toMatchObject({ score: 50, certainty: 0, explanation: ["nothing is known yet"] });
  });
});

describe("a token on several chains", () => {
  it("is one story when its contract names the other as the one that it was bridged from", async () => {
    await using folder = await tempDirectory();
    await using node = await InsightNode.open(folder.path);
    await node.receive(post(1, 10, 0, MINT));
    const [onBase] = await node.receive(post(2, 5, 60, EVM));
    if (onBase === undefined) throw new Error("nothing was found");
    const update = node.service.state.update({
      ...onBase,
      kind: "detectionUpdate",
      validation: {
        status: "confirmed",
        chain: "bsc",
        kind: "token",
        token: { bridgedFrom: { chain: "solana", address: MINT } },
        reasons: [],
        checkedAt: START,
      },
    });
    expect(update.story?.members).toMatchObject([{ address: MINT }, { address: EVM, reasons: ["bridged"] }]);
  });

  it("is one story, by its ticker, also after a restart", async () => {
    await using folder = await tempDirectory();
    {
      await using node = await InsightNode.open(folder.path);
      const [alone] = await node.receive(post(1, 10, 0, `$WAGMI on solana ${MINT}`));
      expect(alone).toMatchObject({ ticker: "WAGMI" });
      expect(alone).not.toHaveProperty("story");
    }
    await using node = await InsightNode.open(folder.path);
    const [onEthereum] = await node.receive(post(2, 5, 60, `$wagmi is live on ethereum ${EVM}`));
    expect(onEthereum?.story).toMatchObject({
      ticker: "WAGMI",
      members: [
        { address: MINT, chain: "solana", reasons: [] },
        { address: EVM, reasons: ["same-ticker"] },
      ],
    });
  });
});
