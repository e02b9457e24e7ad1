import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DataDirectory } from "./data-dir.ts";

it("one process at a time holds a data folder, and keeps its node id", async () => {
  const path = await mkdtemp(join(tmpdir(), "telewire-data-"));
  const first = DataDirectory.hold(path);
  const nodeId = first.nodeId();
  expect(() => DataDirectory.hold(path)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  first[Symbol.dispose]();
  const second = DataDirectory.hold(path);
  expect(second.nodeId()).toBe(nodeId);
  second[Symbol.dispose]();
  await rm(path, { recursive: true });
});
