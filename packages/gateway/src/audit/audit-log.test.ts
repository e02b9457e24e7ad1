import { randomBytes } from "node:crypto";
import { openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import type { AuditEntry } from "@telewire/contracts";
import { createSecretBox, silentLogger, systemClock } from "@telewire/kit";
import { tempDirectory } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { AuditLog, listAuditEntries, verifyAuditLog } from "./audit-log.ts";

const EVENT = { actor: "k", target: {}, outcome: "ok", ip: "127.0.0.1", requestId: "r" };
const DAY = new Date().toISOString().slice(0, 10);
const ENTRIES = `audit:n:${DAY}`;

interface Kept extends AsyncDisposable {
  readonly records: Archive["records"];
  readonly secrets: ReturnType<typeof createSecretBox>;
}

async function written(actions: readonly string[]): Promise<Kept> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempDirectory("telewire-audit-"));
  const { records } = stack.use(
    await openSqliteArchive({ file: `${folder.path}/archive.sqlite`, contentPolicy: "all" }),
  );
  const secrets = createSecretBox([randomBytes(32)]);
  await append({ records, secrets }, actions);
  const kept = stack.move();
  return { records, secrets, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function append(
  { records, secrets }: Pick<Kept, "records" | "secrets">,
  actions: readonly string[],
): Promise<void> {
  const log = new AuditLog({ records, secrets }, "n", systemClock, silentLogger);
  for (const action of actions) log.append({ ...EVENT, action });
  await log.flush();
}

describe("the audit log", () => {
  it("shows entries that were cut off, also by who moves its end along", async () => {
    await using kept = await written(["a", "b", "c"]);
    const { records } = kept;
    expect(await verifyAuditLog(kept)).toEqual({ ok: true, entries: 3, problem: null });
    const [head] = await records.list("audit-day");
    const last = (await records.list(ENTRIES)).at(-1);
    await records.delete(ENTRIES, last?.key ?? "");
    expect((await verifyAuditLog(kept)).problem?.what).toBe("entries are missing at the end");
    const { previous: hash } = JSON.parse(last?.value ?? "") as AuditEntry;
    const moved = { ...(JSON.parse(head?.value ?? "") as object), hash, last: 2 };
    await records.put("audit-day", head?.key ?? "", JSON.stringify(moved), null);
    expect((await verifyAuditLog(kept)).problem?.what).toBe("the end of the day was changed");
  });

  it("keeps an entry that a crash left at its end", async () => {
    await using kept = await written(["a", "b"]);
    const [before] = await kept.records.list("audit-day");
    await append(kept, ["c"]);
    await kept.records.put("audit-day", before?.key ?? "", before?.value ?? "", null);
    expect(await verifyAuditLog(kept)).toEqual({ ok: true, entries: 2, problem: null });
    await append(kept, ["d"]);
    expect(await verifyAuditLog(kept)).toEqual({ ok: true, entries: 4, problem: null });
    const listed = await all(listAuditEntries(kept.records, DAY));
    expect(listed.map(({ action }) => action).toSorted()).toEqual(["a", "b", "c", "d"]);
  });
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
