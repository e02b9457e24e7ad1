import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { FeedStore } from "../state/feed-store.ts";
import { formatNumber } from "../ui/format.ts";
import type { Selection } from "./detail.tsx";
import { DetectionCells, DetectionHead } from "./detection-row.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { chatsOf, filterDetections, filterMessages, filtersOf, isFiltered, searchOf } from "./filters.ts";
import type { Filters } from "./filters.ts";
import { MessageCells, MessageHead } from "./message-row.tsx";
import { VirtualRows } from "./virtual-rows.tsx";

const ROW_HEIGHT = 30;

export type Tab = "detections" | "messages";

export interface FeedProps {
  readonly store: FeedStore;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly selection: Selection | undefined;
  readonly onSelect: (selection: Selection) => void;
}

export function Feed({ store, tab, onTab, selection, onSelect }: FeedProps): ReactNode {
  const { detections, messages, totals } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [filters, setFilters] = useState<Filters>(() => filtersOf(location.search));
  // Other filters make another list: it begins at the top, and live.
  const search = searchOf(filters);
  useEffect(() => history.replaceState(null, "", location.pathname + search), [search]);
  const chats = useMemo(() => chatsOf(detections, messages), [detections, messages]);
  const shownDetections = useMemo(() => filterDetections(detections, filters), [detections, filters]);
  const shownMessages = useMemo(() => filterMessages(messages, filters), [messages, filters]);
  const empty = (what: string): string =>
    isFiltered(filters)
      ? `None of the ${what} here passes the filters. They stay on for what comes.`
      : `No ${what} yet: they appear here as they come in.`;
  const common = { rowHeight: ROW_HEIGHT, selectedKey: selection?.key };

  return (
    <section className="feed" aria-label="Live feed">
      <div className="bar">
        <div className="tabs" role="tablist" aria-label="Feed">
          {(["detections", "messages"] as const).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-controls="feed-rows"
              aria-selected={tab === name}
              title="Since this page was opened"
              onClick={() => onTab(name)}
            >
              {name === "detections" ? "Detections" : "Messages"} <b>{formatNumber(totals[name])}</b>
            </button>
          ))}
        </div>
        <FilterBar filters={filters} onChange={setFilters} chats={chats} hasAddresses={tab === "detections"} />
      </div>
      <div className="feed-rows" role="tabpanel" id="feed-rows" aria-labelledby={`tab-${tab}`}>
        {tab === "detections" ? (
          <>
            <DetectionHead />
            <VirtualRows
              {...common}
              key={`detections${search}`}
              label="Detections"
              rows={shownDetections}
              classOf={(row) => `detection${row.isRetracted ? " retracted" : ""}`}
              onSelect={({ key }) => onSelect({ kind: "detection", key })}
              renderRow={(row) => <DetectionCells row={row} />}
              empty={empty("detections")}
            />
          </>
        ) : (
          <>
            <MessageHead />
            <VirtualRows
              {...common}
              key={`messages${search}`}
              label="Messages"
              rows={shownMessages}
              classOf={(row) => `message${row.isDeleted ? " retracted" : ""}`}
              onSelect={({ key }) => onSelect({ kind: "message", key })}
              renderRow={(row) => <MessageCells row={row} />}
              empty={empty("messages")}
            />
          </>
        )}
      </div>
    </section>
  );
}
