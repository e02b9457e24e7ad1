import { useMemo, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { MetricsPoint, MetricsStore } from "../state/metrics-store.ts";
import { formatMs, formatNumber } from "../ui/format.ts";
import { Chart } from "./chart.tsx";

const THROUGHPUT = [
  { label: "messages", color: "--series1" },
  { label: "detections", color: "--series2" },
];
const LATENCY = [
  { label: "to log", color: "--series1" },
  { label: "to client", color: "--series2" },
];
const ARCHIVE = [{ label: "ms a batch", color: "--series3" }];

export function Charts({ store }: { readonly store: MetricsStore }): ReactNode {
  const points = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const last = points.at(-1);
  const column = useMemo(() => {
    const at = points.map((point) => point.at);
    const of = (name: keyof MetricsPoint): (number | null)[] => points.map((point) => point[name]);
    return {
      throughput: [at, of("messagesPerSecond"), of("detectionsPerSecond")],
      latency: [at, of("socketToLogMs"), of("logToWebSocketMs")],
      archive: [at, of("archiveBatchMs")],
    } as const;
  }, [points]);
  return (
    <section className="panel charts" aria-label="Metrics">
      <header>
        <h2>Throughput and latency</h2>
      </header>
      {last === undefined ? (
        <p className="hint">Waiting for the first two seconds of figures.</p>
      ) : (
        <>
          <Chart
            title="Per second"
            series={THROUGHPUT}
            data={column.throughput}
            summary={`${last.messagesPerSecond.toFixed(1)} · ${last.detectionsPerSecond.toFixed(1)}`}
          />
          <Chart
            title="Latency"
            series={LATENCY}
            data={column.latency}
            summary={`${formatMs(last.socketToLogMs)} · ${formatMs(last.logToWebSocketMs)}`}
          />
          <Chart title="Archive" series={ARCHIVE} data={column.archive} summary={formatMs(last.archiveBatchMs)} />
          <dl className="figures">
            <div>
              <dt>queue</dt>
              <dd>{formatNumber(last.queueSize)}</dd>
            </div>
            <div>
              <dt>memory</dt>
              <dd>{Math.round(last.memoryBytes / 2 ** 20)} MB</dd>
            </div>
            <div className={last.errors > 0 ? "problem" : ""}>
              <dt>errors</dt>
              <dd>{formatNumber(last.errors)}</dd>
            </div>
          </dl>
        </>
      )}
    </section>
  );
}
