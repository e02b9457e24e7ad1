import { useMemo, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { FeedStore } from "../state/feed-store.ts";
import { formatNumber } from "../ui/format.ts";
import type { Selection } from "./detail.tsx";
import { DetectionCells, DetectionHead } from "./detection-row.tsx";
import { chatsOf, filterDetections, filterMessages, NO_FILTERS } from "./filters.ts";
import type { Filters } from "./filters.ts";
import { MessageCells, MessageHead } from "./message-row.tsx";
import { VirtualRows } from "./virtual-rows.tsx";

const ROW_HEIGHT = 30;
const FAMILIES = ["solana", "evm", "tron", "ton", "sui", "aptos"];
const ROLES = ["token", "pool", "wallet", "program", "transaction", "bot", "unknown"];

export interface FeedProps {
  readonly store: FeedStore;
  readonly selection: Selection | undefined;
  readonly onSelect: (selection: Selection) => void;
}

export function Feed({ store, selection, onSelect }: FeedProps): ReactNode {
  const { detections, messages, totals } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [tab, setTab] = useState<"detections" | "messages">("detections");
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [isPaused, setIsPaused] = useState(false);
  const chats = useMemo(() => chatsOf(detections, messages), [detections, messages]);
  const shownDetections = useMemo(() => filterDetections(detections, filters), [detections, filters]);
  const shownMessages = useMemo(() => filterMessages(messages, filters), [messages, filters]);
  const show = (next: typeof tab): void => {
    setTab(next);
    setIsPaused(false);
  };
  const common = { rowHeight: ROW_HEIGHT, selectedKey: selection?.row.key, isPaused, onPause: setIsPaused };

  return (
    <section className="feed" aria-label="Live feed">
      <div className="bar" role="toolbar" aria-label="Feed">
        <div className="tabs" role="tablist">
          <button type="button" role="tab" aria-selected={tab === "detections"} onClick={() => show("detections")}>
            Detections <b>{formatNumber(totals.detections)}</b>
          </button>
          <button type="button" role="tab" aria-selected={tab === "messages"} onClick={() => show("messages")}>
            Messages <b>{formatNumber(totals.messages)}</b>
          </button>
        </div>
        <FilterBar filters={filters} onChange={setFilters} chats={chats} hasAddresses={tab === "detections"} />
      </div>
      {tab === "detections" ? (
        <>
          <DetectionHead />
          <VirtualRows
            {...common}
            label="Detections"
            rows={shownDetections}
            classOf={(row) => `detection${row.isRetracted ? " retracted" : ""}`}
            onSelect={(row) => onSelect({ kind: "detection", row })}
            renderRow={(row) => <DetectionCells row={row} />}
            empty={
              filters === NO_FILTERS
                ? "No detections yet: they appear here as messages come in."
                : "Nothing passes these filters."
            }
          />
        </>
      ) : (
        <>
          <MessageHead />
          <VirtualRows
            {...common}
            label="Messages"
            rows={shownMessages}
            classOf={(row) => `message${row.isDeleted ? " retracted" : ""}`}
            onSelect={(row) => onSelect({ kind: "message", row })}
            renderRow={(row) => <MessageCells row={row} />}
            empty={
              filters === NO_FILTERS
                ? "No messages yet: they appear here as they come in."
                : "Nothing passes these filters."
            }
          />
        </>
      )}
    </section>
  );
}

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
  readonly chats: ReadonlyMap<string, string>;
  readonly hasAddresses: boolean;
}

function FilterBar({ filters, onChange, chats, hasAddresses }: FilterBarProps): ReactNode {
  const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <div className="filters">
      <input
        id="search"
        type="search"
        placeholder="Filter ( / )"
        aria-label="Filter by text"
        value={filters.text}
        onChange={({ target }) => set({ text: target.value })}
      />
      <select aria-label="Chat" value={filters.chatId} onChange={({ target }) => set({ chatId: target.value })}>
        <option value="">all chats</option>
        {[...chats].map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {hasAddresses && (
        <>
          <Choice
            label="Chain family"
            all="all chains"
            options={FAMILIES}
            value={filters.family}
            onChange={(family) => set({ family })}
          />
          <Choice
            label="Role"
            all="all roles"
            options={ROLES}
            value={filters.role}
            onChange={(role) => set({ role })}
          />
        </>
      )}
      {isFiltered && (
        <button type="button" className="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, options, value, onChange }: ChoiceProps): ReactNode {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}
