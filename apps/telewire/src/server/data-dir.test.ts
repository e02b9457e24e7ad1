import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DataDirectory, prepareDataDirectory } from "./data-dir.ts";

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

it("makes the folder for its owner alone, and says where nothing can be written", async () => {
  const path = await mkdtemp(join(tmpdir(), "telewire-data-"));
  const made = join(path, "a", "b");
  prepareDataDirectory(made);
  expect((await stat(made)).mode & 0o777).toBe(0o700);
  const file = join(path, "file");
  await writeFile(file, "");
  const problem = (of: string) => () => {
    try {
      return prepareDataDirectory(of);
    } catch (error) {
      throw (error as { details: { problems: { problem: string }[] } }).details.problems[0]?.problem;
    }
  };
  expect(problem(file)).toThrow("is a file, not a folder");
  expect(problem("/proc/nothing/here")).toThrow("cannot be written: ENOENT");
  await rm(path, { recursive: true });
});
