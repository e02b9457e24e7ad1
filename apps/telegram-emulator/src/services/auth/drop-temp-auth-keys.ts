import { openMethod } from "../../method.ts";

/** Forgets the temporary keys bound to the caller's, but for those named. */
export const dropTempAuthKeys = openMethod("auth.dropTempAuthKeys", ({ core, key }, { exceptAuthKeys }) => {
  const kept = new Set(exceptAuthKeys.map((id) => BigInt(id.toString())));
  for (const other of core.world.authKeys.values())
    if (other.bound === key && !kept.has(other.id)) core.keys.destroy(other);
  return true;
});
