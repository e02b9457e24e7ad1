import { randomUUID } from "node:crypto";
import type { RecordStore } from "../archive.ts";

/** A rule as it is stored: what it looks for, where, and whose it is. */
export interface RuleRow {
  readonly ruleId: string;
  /** Id of the key that it belongs to. */
  readonly ownerId: string;
  readonly name: string;
  readonly kind: "keyword" | "regex";
  readonly pattern: string;
  /** Empty: all. */
  readonly chats: readonly string[];
  readonly isCaseSensitive: boolean;
  readonly isWholeWord: boolean;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const NAMESPACE = "rules";
const VERSIONS = "rules-version";

/** The rules of all keys, over the archive's records. */
export class RuleRecords {
  readonly #records: RecordStore;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async get(ruleId: string): Promise<RuleRow | null> {
    const value = await this.#records.get(NAMESPACE, ruleId);
    return value === null ? null : (JSON.parse(value) as RuleRow);
  }

  /** Oldest first. */
  async list(): Promise<RuleRow[]> {
    const rows = await this.#records.list(NAMESPACE);
    return rows.map(({ value }) => JSON.parse(value) as RuleRow).toSorted((a, b) => a.createdAt - b.createdAt);
  }

  async put(row: RuleRow): Promise<void> {
    await this.#records.put(NAMESPACE, row.ruleId, JSON.stringify(row), null);
    await this.#changed();
  }

  /** True when there was one. */
  async delete(ruleId: string): Promise<boolean> {
    const isGone = await this.#records.delete(NAMESPACE, ruleId);
    await this.#changed();
    return isGone;
  }

  /** The rules of a key go on under another. */
  async moveOwner(ownerId: string, newOwnerId: string): Promise<void> {
    const rows = (await this.list()).filter((row) => row.ownerId === ownerId);
    for (const row of rows)
      await this.#records.put(NAMESPACE, row.ruleId, JSON.stringify({ ...row, ownerId: newOwnerId }), null);
    if (rows.length > 0) await this.#changed();
  }

  /** Changes after each change of a rule: cheap to poll; null before the first. */
  version(): Promise<string | null> {
    return this.#records.get(VERSIONS, "rules");
  }

  #changed(): Promise<void> {
    return this.#records.put(VERSIONS, "rules", randomUUID(), null);
  }
}
