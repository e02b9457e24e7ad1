import type { ServerFrame } from "@telewire/contracts";
import { expect, it } from "vitest";
import { MetricsStore } from "./metrics-store.ts";

function metrics(timestamp: number, cluster: Record<string, number>): ServerFrame {
  return { type: "METRICS", id: null, timestamp, data: { cluster } };
}

it("turns counters into rates and means", () => {
  const store = new MetricsStore();
  store.receive(metrics(1000, { messagesProcessed: 10, receivedToLogMs: 5, detections: 1 }));
  store.receive(metrics(3000, { messagesProcessed: 30, receivedToLogMs: 15, detections: 2, queueSize: 4 }));
  expect(store.getSnapshot()).toMatchObject([
    {
      at: 3,
      messagesPerSecond: 10,
      detectionsPerSecond: 0.5,
      socketToLogMs: 0.5,
      logToWebSocketMs: null,
      queueSize: 4,
    },
  ]);
});

it("shows no negative rate when a node was started again", () => {
  const store = new MetricsStore();
  store.receive(metrics(1000, { messagesProcessed: 1000 }));
  store.receive(metrics(2000, { messagesProcessed: 3 }));
  expect(store.getSnapshot()[0]?.messagesPerSecond).toBe(0);
});

it("keeps two minutes", () => {
  const store = new MetricsStore();
  for (let second = 0; second < 300; second++) store.receive(metrics(second * 1000, { messagesProcessed: second }));
  expect(store.getSnapshot()).toHaveLength(120);
});
