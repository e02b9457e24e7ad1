import type { DetectionEntry, MessageEntry, ServerFrame } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import { FeedStore } from "./feed-store.ts";

const trace = { telegramDate: "2026-01-01T00:00:00.000Z", receivedAt: 1000, appendedAt: 1001 };

function message(
  type: "NEW_MESSAGE" | "MESSAGE_EDITED" | "MESSAGE_DELETED",
  messageId: string,
  text: string,
): ServerFrame {
  const data = { messageId, text, sessionId: "s", chatId: "-1", trace } as MessageEntry;
  return { type, id: `m.e.0.${messageId}-0`, data, timestamp: 1005 };
}

function detection(type: "DETECTION" | "DETECTION_RETRACTED", address: string): ServerFrame {
  const data = {
    family: "evm",
    address,
    surface: "text",
    source: { sessionId: "s", chatId: "-1", messageId: "1" },
    trace,
  } as DetectionEntry;
  return { type, id: null, data, timestamp: 1004 };
}

function createStore(): { store: FeedStore; draw: () => void; draws: () => number } {
  const flushes: (() => void)[] = [];
  let draws = 0;
  const store = new FeedStore((flush) => flushes.push(flush));
  store.subscribe(() => draws++);
  return { store, draw: () => flushes.splice(0).forEach((flush) => flush()), draws: () => draws };
}

describe("the feed store", () => {
  it("draws once for all frames of a picture", () => {
    const { store, draw, draws } = createStore();
    for (let id = 1; id <= 1000; id++) store.receive("messages", message("NEW_MESSAGE", String(id), "x"));
    expect(store.getSnapshot().messages).toEqual([]);
    draw();
    expect(draws()).toBe(1);
    expect(
      store
        .getSnapshot()
        .messages.map(({ entry }) => entry.messageId)
        .slice(0, 2),
    ).toEqual(["1000", "999"]);
    expect(store.getSnapshot().totals.messages).toBe(1000);
  });

  it("changes edited and deleted messages in place and keeps a deleted one's text", () => {
    const { store, draw } = createStore();
    store.receive("messages", message("NEW_MESSAGE", "1", "first"));
    store.receive("messages", message("NEW_MESSAGE", "2", "second"));
    draw();
    store.receive("messages", message("MESSAGE_EDITED", "1", "changed"));
    store.receive("messages", message("MESSAGE_DELETED", "2", ""));
    draw();
    const rows = store.getSnapshot().messages;
    expect(rows.map(({ entry, isEdited, isDeleted }) => [entry.text, isEdited, isDeleted])).toEqual([
      ["second", false, true],
      ["changed", true, false],
    ]);
    expect(rows[0]?.latencyMs).toBe(5);
  });

  it("marks a retracted detection and passes over what it shows already", () => {
    const { store, draw } = createStore();
    store.receive("detections", detection("DETECTION", "0xa"));
    draw();
    store.receive("detections", detection("DETECTION_RETRACTED", "0xa"));
    draw();
    store.loadDetections([
      detection("DETECTION", "0xa").data as DetectionEntry,
      detection("DETECTION", "0xb").data as DetectionEntry,
    ]);
    expect(store.getSnapshot().detections.map(({ entry, isRetracted }) => [entry.address, isRetracted])).toEqual([
      ["0xa", true],
      ["0xb", false],
    ]);
  });

  it("shows a channel's message once, however many sessions received it", () => {
    const { store, draw } = createStore();
    for (const sessionId of ["a", "b"]) {
      const data = { messageId: "7", text: "x", sessionId, chatId: "-1001", trace } as MessageEntry;
      store.receive("messages", { type: "NEW_MESSAGE", id: null, data, timestamp: 1005 });
    }
    draw();
    expect(store.getSnapshot().messages).toHaveLength(1);
  });

  it("remembers what was missed", () => {
    const { store, draw } = createStore();
    store.receive("messages", {
      type: "GAP",
      id: "m.e.0.5-0",
      data: { from: null, to: "m.e.0.5-0", reason: "trimmed" },
      timestamp: 7,
    });
    draw();
    expect(store.getSnapshot().missed).toEqual([{ topic: "messages", reason: "trimmed", at: 7 }]);
  });

  it("holds a bounded number of rows", () => {
    const { store, draw } = createStore();
    for (let id = 1; id <= 6000; id++) store.receive("messages", message("NEW_MESSAGE", String(id), "x"));
    draw();
    expect(store.getSnapshot().messages).toHaveLength(5000);
    store.receive("messages", message("MESSAGE_EDITED", "1", "an edit of one that fell out is shown anew"));
    draw();
    expect(store.getSnapshot().messages[0]?.entry.messageId).toBe("1");
  });
});
