import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openPostgresArchive, openSqliteArchive } from "@telewire/archive";
import type { Archive, ArchivableEntry } from "@telewire/archive";
import { startPostgres, tempDirectory } from "@telewire/testing";
import { corpus, rawRows, ROWS } from "./archive/corpus.ts";
import { openRawPostgres, writeRawSqlite } from "./archive/raw.ts";
import { print, result } from "./result.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 5;

interface Figures {
  readonly rate: number[];
  readonly cpu: number[];
}

/**
 * Messages written in batches of 500 to an empty archive, one batch at a time: rows a second, and CPU of the calling thread
 * (that of the server's event loop). Beside it the bare driver writing ready columns into a table of the same keys.
 */
export async function run(): Promise<readonly BenchResult[]> {
  const batches = corpus();
  const raw = rawRows(batches);
  await using directory = await tempDirectory();
  await using postgres = await startPostgres();
  const figures = { sqlite: none(), rawSqlite: none(), postgres: none(), rawPostgres: none() };
  const file = (): string => join(directory.path, `${randomUUID()}.sqlite`);
  for (let round = -1; round < ROUNDS; round++) {
    const into = round < 0 ? { sqlite: none(), rawSqlite: none(), postgres: none(), rawPostgres: none() } : figures;
    {
      await using archive = await openSqliteArchive({ file: file() });
      await measure(into.sqlite, () => write(archive, batches));
    }
    await measure(into.rawSqlite, () => writeRawSqlite(file(), raw));
    {
      await using archive = await openPostgresArchive({ url: await postgres.createDatabase() });
      await measure(into.postgres, () => write(archive, batches));
    }
    {
      await using floor = await openRawPostgres(await postgres.createDatabase());
      await measure(into.rawPostgres, () => floor.write(raw));
    }
  }
  return [
    result("SQLite: messages written", "rows/s", figures.sqlite.rate, {
      name: "bare node:sqlite",
      rounds: figures.rawSqlite.rate,
    }),
    result("SQLite: CPU of the main thread", "µs/row", figures.sqlite.cpu, {
      name: "bare node:sqlite in the main thread",
      rounds: figures.rawSqlite.cpu,
    }),
    result("Postgres: messages written", "rows/s", figures.postgres.rate, {
      name: "bare pg, unnest",
      rounds: figures.rawPostgres.rate,
    }),
    result("Postgres: CPU of the main thread", "µs/row", figures.postgres.cpu, {
      name: "bare pg, unnest",
      rounds: figures.rawPostgres.cpu,
    }),
  ];
}

const none = (): Figures => ({ rate: [], cpu: [] });

async function write(archive: Archive, batches: readonly (readonly ArchivableEntry[])[]): Promise<void> {
  for (const batch of batches) await archive.messages.write(batch);
}

async function measure({ rate, cpu }: Figures, work: () => void | Promise<void>): Promise<void> {
  const before = process.threadCpuUsage();
  const startedAt = performance.now();
  await work();
  rate.push(ROWS / ((performance.now() - startedAt) / 1000));
  const { user, system } = process.threadCpuUsage(before);
  cpu.push((user + system) / ROWS);
}

if (import.meta.main) print("archive", await run());
