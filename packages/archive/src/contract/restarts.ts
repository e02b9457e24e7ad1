import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { messageAt } from "./entries.ts";
import type { ArchiveStore } from "./store.ts";

const WRITER = fileURLToPath(new URL("./endless-writer.ts", import.meta.url));
const KILL_AT = 400;
const REPLAY_BATCH = 37;

export function describeRestarts(createStore: () => Promise<ArchiveStore>): void {
  describe("restarts", () => {
    it("keeps what was committed before kill -9, and each message once after a replay", async () => {
      await using store = await createStore();
      const committed = await killWriter(store.place);
      await using archive = await store.open();
      expect(await archive.messages.count("s")).toBeGreaterThanOrEqual(committed);
      const total = committed + 500;
      const entries = Array.from({ length: total }, (_, index) => messageAt(index + 1, index + 1));
      for (let start = 0; start < total; start += REPLAY_BATCH)
        await archive.messages.write(entries.slice(start, start + REPLAY_BATCH));
      const rows = await archive.messages.query({ sessionId: "s", direction: "newer", limit: 2 * total });
      expect(rows.map(({ position }) => position)).toEqual(entries.map(({ position }) => position));
    });

    it("opens for several that start together on a new database", async () => {
      await using store = await createStore();
      const archives = await Promise.all(Array.from({ length: 4 }, () => store.open()));
      try {
        await Promise.all(archives.map((archive, index) => archive.messages.write([messageAt(index + 1, index + 1)])));
        expect(await archives[0]?.messages.count("s")).toBe(4);
      } finally {
        for (const archive of archives) await archive[Symbol.asyncDispose]();
      }
    });
  });
}

/** Kills the writer in its work; the last id that it said was committed. */
async function killWriter(place: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [WRITER, ...place], { stdio: ["ignore", "pipe", "inherit"] });
  let committed = 0;
  for await (const line of createInterface(child.stdout)) {
    committed = Number(line);
    if (committed >= KILL_AT) child.kill("SIGKILL");
  }
  return committed;
}
