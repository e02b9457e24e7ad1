import { describe } from "vitest";
import { describeAppend } from "./append.ts";
import { describeGroups } from "./groups.ts";
import { describeLeases } from "./leases.ts";
import type { LogStore } from "./log-store.ts";
import { describePositions } from "./positions.ts";
import { describeTail } from "./tail.ts";

/** What every driver must do. `partitions` is that of the logs that `store` opens. */
export function describeEventLog(name: string, createStore: () => Promise<LogStore>): void {
  describe(`${name}: the contract of the event log`, () => {
    describeAppend(createStore);
    describeTail(createStore);
    describePositions(createStore);
    describeGroups(createStore);
    describeLeases(createStore);
  });
}
