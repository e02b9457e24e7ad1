import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import uPlot from "uplot";
import { formatTime } from "../ui/format.ts";
import "uplot/dist/uPlot.min.css";

export interface ChartProps {
  readonly title: string;
  /** The newest value of each series, for those who do not see the picture. */
  readonly summary: string;
  readonly series: readonly { readonly label: string; readonly color: string }[];
  /** Epoch seconds, then one array a series. */
  readonly data: readonly [readonly number[], ...(readonly (number | null)[])[]];
}

const HEIGHT = 96;

export function Chart({ title, summary, series, data }: ChartProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const style = getComputedStyle(element);
    const axis = {
      stroke: style.getPropertyValue("--dim"),
      grid: { stroke: style.getPropertyValue("--line"), width: 1 },
      ticks: { show: false },
      font: "10px system-ui",
    };
    plot.current = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 4, 0, 0],
        scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [
          { ...axis, size: 18, space: 70, values: (_, ticks) => ticks.map(clock) },
          { ...axis, size: 40, space: 24 },
        ],
        series: [
          {},
          ...series.map(({ label, color }) => ({
            label,
            stroke: style.getPropertyValue(color),
            width: 1.5,
            spanGaps: true,
            points: { show: false },
          })),
        ],
      },
      data as uPlot.AlignedData,
      element,
    );
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
    // The series never change; data is set below.
  }, []);
  useEffect(() => plot.current?.setData(data as uPlot.AlignedData), [data]);
  return (
    <figure className="chart">
      <figcaption>
        <b>{title}</b>
        {series.map(({ label, color }) => (
          <span key={label} className={`key key${color}`}>
            {label}
          </span>
        ))}
        <span className="chart-value">{summary}</span>
      </figcaption>
      <div ref={host} role="img" aria-label={`${title}: ${summary}`} />
    </figure>
  );
}

/** Minutes with their hour, what is between them as seconds. */
function clock(seconds: number): string {
  const time = formatTime(seconds * 1000);
  return time.endsWith(":00") ? time.slice(0, -3) : time.slice(-3);
}
