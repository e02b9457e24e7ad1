import type { RecordStore } from "@telewire/archive";
import type { ReadFilter } from "@telewire/contracts";

const NAMESPACE = "key-filter";

/** What a key gets to see; null: everything that its scopes and sessions allow. */
export async function filterOfKey(records: RecordStore, keyId: string): Promise<ReadFilter | null> {
  const value = await records.get(NAMESPACE, keyId);
  return value === null ? null : (JSON.parse(value) as ReadFilter);
}

export async function setFilterOfKey(records: RecordStore, keyId: string, filter: ReadFilter | null): Promise<void> {
  if (filter === null) await records.delete(NAMESPACE, keyId);
  else await records.put(NAMESPACE, keyId, JSON.stringify(filter), null);
}
