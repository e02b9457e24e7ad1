import type { AlertEntry } from "@telewire/contracts";
import { useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Selection } from "../feed/detail.tsx";
import { messageKey } from "../state/feed-store.ts";
import type { Live } from "../state/live.ts";
import { formatTime } from "../ui/format.ts";

const FEW = 5;
const TITLES = {
  "message-rate": "unusually many messages",
  "call-rate": "unusually many calls",
  "new-addresses": "unusually many new addresses",
  coordinated: "posted together",
  "sender-change": "a sender behaves differently",
} as const;

interface AlertListProps {
  readonly live: Live;
  readonly onSelect: (selection: Selection) => void;
}

/** Hits of rules and anomalies, newest first; nothing while there are none. */
export function AlertList({ live, onSelect }: AlertListProps): ReactNode {
  const alerts = useSyncExternalStore(live.alerts.subscribe, live.alerts.getSnapshot);
  const [isLong, setIsLong] = useState(false);
  if (alerts.length === 0) return null;
  return (
    <section className="panel alerts" aria-label="Alerts">
      <header>
        <h2>Alerts</h2>
        {alerts.length > FEW && (
          <button type="button" className="quiet" aria-expanded={isLong} onClick={() => setIsLong(!isLong)}>
            {isLong ? "Fewer" : `All ${alerts.length}`}
          </button>
        )}
      </header>
      <ul className="others">
        {alerts.slice(0, isLong ? alerts.length : FEW).map((alert) => (
          <AlertItem
            key={alert.id}
            alert={alert}
            onSelect={() => onSelect({ kind: "message", key: messageKey(alert.source) })}
          />
        ))}
      </ul>
    </section>
  );
}

interface AlertItemProps {
  readonly alert: AlertEntry;
  readonly onSelect: () => void;
}

function AlertItem({ alert, onSelect }: AlertItemProps): ReactNode {
  const { date, chatTitle, senderName, source, rule, anomaly } = alert;
  return (
    <li>
      <button type="button" className="quiet" onClick={onSelect} aria-label={`Message of ${formatTime(date)}`}>
        {formatTime(date)}
      </button>{" "}
      <b>{rule?.name ?? (anomaly === undefined ? "alert" : TITLES[anomaly.type])}</b>
      {rule !== undefined && (
        <>
          {" "}
          <mark>{rule.match}</mark>
        </>
      )}
      <small className="reasons">
        {[anomaly?.explanation, chatTitle ?? source.chatId, senderName]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </small>
    </li>
  );
}
