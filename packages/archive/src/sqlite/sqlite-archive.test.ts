import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { tempDirectory } from "@telewire/testing";
import { expect, it } from "vitest";
import { describeArchive } from "../contract.ts";
import { detectionAt } from "../contract/entries.ts";
import { migrationSql } from "../migrations.ts";
import { openSqliteArchive } from "./sqlite-archive.ts";
import { sqliteError } from "./sqlite-error.ts";

describeArchive("SQLite", async () => {
  const directory = await tempDirectory();
  const file = join(directory.path, "data", "archive.sqlite");
  return {
    place: ["sqlite", file],
    open: (contentPolicy = "all") => openSqliteArchive({ file, contentPolicy }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
});

it("says which file cannot be opened", async () => {
  await using directory = await tempDirectory();
  const file = join(directory.path, "archive.sqlite");
  await writeFile(file, "this is not a database, and long enough to be seen as one that is broken");
  await expect(openSqliteArchive({ file })).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE", details: { file } });
});

it("brings a file of the first version up to date with its rows", async () => {
  await using directory = await tempDirectory();
  const file = join(directory.path, "archive.sqlite");
  const database = new DatabaseSync(file);
  database.exec(`${migrationSql(1, "sqlite")}; PRAGMA user_version = 1;
    INSERT INTO messages VALUES ('s', '-100', '1', 'e1', 0, 1, 0, 5, 0, NULL, 0, NULL, NULL, 'Some TEXT', '{"text":"Some TEXT"}');
    INSERT INTO detections VALUES ('s', '-100', '1', 'solana', 'A', 'text', 'e1', 0, 1, 0, 5, 1, 'token', '{"kind":"detection"}')`);
  database.close();
  await using archive = await openSqliteArchive({ file });
  expect(
    await archive.messages.query({ sessionId: "s", direction: "newer", limit: 5, text: "some text" }),
  ).toHaveLength(1);
  const retraction = detectionAt(2, "A", {
    kind: "retraction",
    source: { sessionId: "s", chatId: "-100", messageId: "1" },
  });
  expect(await archive.detections.write([retraction])).toEqual({ inserted: 1 });
});

it("tells a value that is refused from a database that is in trouble", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL); INSERT INTO t VALUES (1, 1)");
  const codeOf = (sql: string, ...values: readonly (number | null)[]): string => {
    try {
      database.prepare(sql).run(...values);
      return "none";
    } catch (error) {
      return sqliteError(error).code;
    }
  };
  expect(codeOf("INSERT INTO t VALUES (1, 1)")).toBe("CONFLICT");
  expect(codeOf("INSERT INTO t VALUES (2, ?)", null)).toBe("INTERNAL");
  expect(codeOf("INSERT INTO missing VALUES (1)")).toBe("ARCHIVE_UNAVAILABLE");
});
