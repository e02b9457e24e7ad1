import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import { startTelewire } from "@telewire/testing";
import { expect, it } from "vitest";
import { killing, settingsOf, surviveChaos } from "./support/chaos-run.ts";
import { Town } from "./support/town.ts";

it("embedded: the server, the emulator and the links break again and again; nothing is lost, nothing comes twice", async () => {
  await using town = await Town.found();
  const settings = { ...(await settingsOf(town)), TELEWIRE_DATA_DIR: town.directory.path };
  await using server = await startTelewire(settings);
  const problems = await surviveChaos({
    town,
    settings,
    api: server,
    faults: [killing("server", 6, server)],
    openArchive: () => openSqliteArchive({ file: join(town.directory.path, "archive.sqlite"), contentPolicy: "all" }),
  });
  expect(problems).toEqual([]);
}, 240_000);
