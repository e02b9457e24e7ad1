import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

export interface VirtualRowsProps<Row extends { readonly key: string }> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  readonly selectedKey: string | undefined;
  readonly onSelect: (row: Row) => void;
  readonly isPaused: boolean;
  readonly onPause: (isPaused: boolean) => void;
  readonly renderRow: (row: Row) => ReactNode;
  readonly classOf: (row: Row) => string;
  readonly empty: ReactNode;
}

/**
 * A list of which only the visible rows exist. Scrolled away from the top it stands still, so that nothing moves under
 * the reader's eyes, and says how much is new.
 */
export function VirtualRows<Row extends { readonly key: string }>(props: VirtualRowsProps<Row>): ReactNode {
  const { label, rowHeight, selectedKey, onSelect, isPaused, onPause, renderRow, classOf, empty } = props;
  const [held, setHeld] = useState<readonly Row[]>([]);
  const rows = isPaused ? held : props.rows;
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
    if (shouldPause !== isPaused) onPause(shouldPause);
    if (!shouldPause) scroller.current?.scrollTo({ top: 0 });
  };
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const present = rows.findIndex(({ key }) => key === selectedKey);
    const next = Math.min(rows.length - 1, Math.max(0, present + step));
    const row = rows[next];
    if (row === undefined) return;
    if (next > 0) pause(true);
    onSelect(row);
    virtualizer.scrollToIndex(next);
  };
  const fresh = isPaused ? newerThan(props.rows, held[0]?.key) : 0;

  return (
    <div className="rows-frame">
      {isPaused && (
        <button type="button" className="pill" onClick={() => pause(false)}>
          {fresh === 0 ? "Paused" : `${fresh >= props.rows.length ? "many" : fresh} new`} · back to live
        </button>
      )}
      <div
        ref={scroller}
        className="rows"
        role="listbox"
        aria-label={label}
        tabIndex={0}
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
                role="option"
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

function newerThan(rows: readonly { readonly key: string }[], key: string | undefined): number {
  const index = rows.findIndex((row) => row.key === key);
  return index === -1 ? rows.length : index;
}
