import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Program, tempDirectory, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { describeEventLog } from "../contract/event-log-contract.ts";
import type { LogStore } from "../contract/log-store.ts";
import { openEmbeddedLog } from "./embedded-log.ts";

const run = promisify(execFile);

async function createStore(partitions: number): Promise<LogStore> {
  const directory = await tempDirectory();
  return {
    open: () => openEmbeddedLog({ directory: directory.path, partitions }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describeEventLog("embedded", () => createStore(1));
describeEventLog("embedded, 4 partitions", () => createStore(4));

it("belongs to one process: a second opening is refused with the reason", async () => {
  await using directory = await tempDirectory();
  await using _log = await openEmbeddedLog({ directory: directory.path });
  await expect(openEmbeddedLog({ directory: directory.path })).rejects.toMatchObject({
    code: "LOG_UNAVAILABLE",
    details: { problem: "another process has this data directory open" },
  });
});

it("says which directory cannot be opened", async () => {
  await using folder = await tempDirectory();
  const directory = join(folder.path, "file", "log");
  await writeFile(join(folder.path, "file"), "not a folder");
  await expect(openEmbeddedLog({ directory })).rejects.toMatchObject({
    code: "LOG_UNAVAILABLE",
    details: { directory },
  });
});

it("loses nothing that was acknowledged when it is killed in the middle", async () => {
  await using directory = await tempDirectory();
  const source = `
    import { openEmbeddedLog } from ${JSON.stringify(join(import.meta.dirname, "embedded-log.ts"))};
    const log = await openEmbeddedLog({ directory: ${JSON.stringify(directory.path)} });
    for (let n = 1; ; n++) {
      await log.append({ sessionId: "s", fence: null, batch: n, state: { pts: String(n) }, records: [{ stream: "messages", kind: "message", chatId: "1", json: JSON.stringify({ schemaVersion: "1", n }) }] });
      process.stdout.write(n + "\\n");
    }`;
  const script = join(directory.path, "writer.mjs");
  await writeFile(script, source);
  await using writer = new Program(process.execPath, [script]);
  await until(() => writer.stdout.split("\n").length > 200, { what: "200 appends" });
  await writer.kill();
  const acknowledged = Number(writer.stdout.trimEnd().split("\n").at(-1));
  await using log = await openEmbeddedLog({ directory: directory.path });
  const numbers = (await log.read("messages", 0, null, { limit: 1_000_000 })).map(
    ({ json }) => (JSON.parse(json) as { n: number }).n,
  );
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
  const { lastBatch, values } = await log.loadState("s");
  expect([lastBatch, values.get("pts")]).toEqual([numbers.length, String(numbers.length)]);
});

it("says that it is away while its disk takes nothing, and goes on when there is room", async () => {
  await using directory = await tempDirectory();
  const script = join(directory.path, "writer.mjs");
  await writeFile(
    script,
    `
    import { once } from "node:events";
    import { openEmbeddedLog } from ${JSON.stringify(join(import.meta.dirname, "embedded-log.ts"))};
    const log = await openEmbeddedLog({ directory: ${JSON.stringify(directory.path)} });
    const outcome = (call) => call.then(() => "ok", ({ code }) => code);
    for (let n = 1; ; ) {
      const records = [{ stream: "messages", kind: "message", chatId: "1", json: JSON.stringify({ n, filling: "x".repeat(20_000) }) }];
      const append = await outcome(log.append({ sessionId: "s", fence: null, batch: n, records }));
      process.stdout.write(n + " append " + append + ", ping " + (await outcome(log.ping())) + "\\n");
      if (append === "ok") n++;
      else await once(process.stdin, "data");
    }`,
  );
  // The kernel refuses to make a file longer than this, as it refuses on a full disk.
  await using writer = new Program("bash", ["-c", `ulimit -S -f 1000; exec ${process.execPath} ${script}`]);
  await until(() => writer.stdout.includes("append LOG_UNAVAILABLE, ping LOG_UNAVAILABLE"), { what: "a full disk" });
  expect(writer.stdout).toMatch(/ append ok, ping ok\n/);
  const { length } = writer.stdout;
  await run("prlimit", ["--pid", String(writer.pid), "--fsize=unlimited"]);
  writer.child.stdin?.write("again\n");
  await until(() => writer.stdout.slice(length).includes(" append ok, ping ok\n"), { what: "room" });
  await writer.kill();
  const written = [...writer.stdout.matchAll(/^(\d+) append ok/gm)].map(([, n]) => Number(n));
  await using log = await openEmbeddedLog({ directory: directory.path });
  const kept = (await log.read("messages", 0, null, { limit: 100_000 })).map(
    ({ json }) => (JSON.parse(json) as { n: number }).n,
  );
  expect(kept.slice(0, written.length)).toEqual(written);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1));
}, 60_000);

it("a tail that fell behind reads back what did not fit in memory, in order", async () => {
  await using directory = await tempDirectory();
  await using log = await openEmbeddedLog({ directory: directory.path });
  const abort = new AbortController();
  const tail = log.tail("messages", { signal: abort.signal })[Symbol.asyncIterator]();
  const total = 25_000;
  const append = (n: number): Promise<unknown> =>
    log.append({
      sessionId: "s",
      fence: null,
      batch: n,
      records: Array.from({ length: 500 }, (_, index) => ({
        stream: "messages",
        kind: "message",
        chatId: "1",
        json: JSON.stringify({ schemaVersion: "1", n: (n - 1) * 500 + index }),
      })),
    });
  const numbers: number[] = [];
  const first = tail.next();
  await append(1);
  const drain = ({ value = [] }: { value?: readonly { readonly json: string }[] }): void => {
    for (const { json } of value) numbers.push((JSON.parse(json) as { n: number }).n);
  };
  drain(await first);
  for (let n = 2; n <= total / 500; n++) await append(n);
  while (numbers.length < total) drain(await tail.next());
  expect(numbers).toEqual(Array.from({ length: total }, (_, index) => index));
  abort.abort();
  expect(await tail.next()).toMatchObject({ done: true });
});
