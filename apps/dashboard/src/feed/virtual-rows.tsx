import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { isTyping } from "../ui/use-shortcuts.ts";

export interface VirtualRowsProps<Row extends { readonly key: string }> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  readonly selectedKey: string | undefined;
  readonly onSelect: (row: Row) => void;
  readonly renderRow: (row: Row) => ReactNode;
  readonly classOf: (row: Row) => string;
  readonly empty: ReactNode;
}

/** Keys that step through the rows from anywhere on the page; the others scroll it. */
const PAGE_KEYS = new Set(["j", "k"]);
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * A list of which only the visible rows exist. Scrolled away from the top it stands still, so that nothing moves under
 * the reader's eyes, and says how much is new.
 */
export function VirtualRows<Row extends { readonly key: string }>(props: VirtualRowsProps<Row>): ReactNode {
  const { label, rowHeight, selectedKey, onSelect, renderRow, classOf, empty } = props;
  const [isPaused, setIsPaused] = useState(false);
  const [held, setHeld] = useState<readonly Row[]>([]);
  const rows = useMemo(() => (isPaused ? asTheyAreNow(held, props.rows) : props.rows), [isPaused, held, props.rows]);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => rows[index]?.key ?? index,
  });

  const pause = (shouldPause: boolean): void => {
    if (shouldPause && !isPaused) setHeld(props.rows);
    setIsPaused(shouldPause);
    if (!shouldPause) scroller.current?.scrollTo({ top: 0 });
  };
  const present = rows.findIndex(({ key }) => key === selectedKey);
  const move = (event: KeyPress): void => {
    const step = STEPS[event.key];
    if (step === undefined || rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, present + step));
    const row = rows[next];
    if (row === undefined) return;
    if (next > 0) pause(true);
    onSelect(row);
    virtualizer.scrollToIndex(next);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !PAGE_KEYS.has(event.key) || isTyping(event.target)) return;
      scroller.current?.focus({ preventScroll: true });
      move(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  const fresh = isPaused ? newerThan(props.rows, held[0]?.key) : 0;

  return (
    <div className="rows-frame">
      {isPaused && (
        <button type="button" className="pill" onClick={() => pause(false)}>
          {fresh === 0 ? "Paused" : `${fresh >= props.rows.length ? "Many" : fresh} new`} · back to live
        </button>
      )}
      <div
        ref={scroller}
        className="rows"
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={present === -1 ? undefined : `${id}-${present}`}
        onKeyDown={move}
        onScroll={({ currentTarget }) => currentTarget.scrollTop > rowHeight && pause(true)}
      >
        {rows.length === 0 && <div className="empty">{empty}</div>}
        <div className="rows-space" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <div
                key={key}
                id={`${id}-${index}`}
                role="option"
                aria-posinset={index + 1}
                aria-setsize={rows.length}
                aria-selected={row.key === selectedKey}
                className={`row ${classOf(row)}${row.key === selectedKey ? " selected" : ""}`}
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
                onClick={() => onSelect(row)}
              >
                {renderRow(row)}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "preventDefault">;

/** The rows that are held still, each with what has become of it. */
function asTheyAreNow<Row extends { readonly key: string }>(
  held: readonly Row[],
  rows: readonly Row[],
): readonly Row[] {
  const now = new Map(rows.map((row) => [row.key, row]));
  return held.map((row) => now.get(row.key) ?? row);
}

function newerThan(rows: readonly { readonly key: string }[], key: string | undefined): number {
  const index = rows.findIndex((row) => row.key === key);
  return index === -1 ? rows.length : index;
}
