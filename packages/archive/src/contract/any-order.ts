import { array, assert, asyncProperty, integer, nat, shuffledSubarray, tuple } from "fast-check";
import type { ArchivableEntry } from "../archive.ts";

const RUNS = 25;

/**
 * Writes all entries in any order, in batches of any size, some of them again, and has the outcome checked each time.
 * `entriesOf` gives entries that share no key with those of another run.
 */
export async function inAnyOrder(
  entriesOf: (run: number) => readonly ArchivableEntry[],
  write: (entries: readonly ArchivableEntry[]) => Promise<unknown>,
  check: (run: number) => Promise<void>,
): Promise<void> {
  let run = 0;
  const { length } = entriesOf(0);
  const indexes = Array.from({ length }, (_, index) => index);
  const orders = tuple(
    shuffledSubarray(indexes, { minLength: length }),
    array(nat(length - 1), { maxLength: length }),
    integer({ min: 1, max: length }),
  );
  await assert(
    asyncProperty(orders, async ([order, again, size]) => {
      run++;
      const entries = entriesOf(run);
      const queue = [...order, ...again].flatMap((index) => entries[index] ?? []);
      for (let start = 0; start < queue.length; start += size) await write(queue.slice(start, start + size));
      await check(run);
    }),
    { numRuns: RUNS },
  );
}
