import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tempDirectory } from "@telewire/testing";
import { expect, it } from "vitest";
import { describeArchive } from "../contract.ts";
import { openSqliteArchive } from "./sqlite-archive.ts";

describeArchive("SQLite", async () => {
  const directory = await tempDirectory();
  return {
    open: (contentPolicy = "all") => openSqliteArchive({ file: join(directory.path, "archive.sqlite"), contentPolicy }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
});

it("says which file cannot be opened", async () => {
  await using directory = await tempDirectory();
  const file = join(directory.path, "archive.sqlite");
  await writeFile(file, "this is not a database, and long enough to be seen as one that is broken");
  await expect(openSqliteArchive({ file })).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE", details: { file } });
});
