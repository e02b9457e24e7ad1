import type { DetectionEntry, MessageEntry, ServerFrame } from "@telewire/contracts";
import { describe, expect, it } from "vitest";
import { calledAt, FeedStore } from "./feed-store.ts";

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

  it("shows a call that several sessions recorded once, when it comes from the archive too", () => {
    const { store } = createStore();
    const entry = (sessionId: string, address: string): DetectionEntry => ({
      ...(detection("DETECTION", address).data as DetectionEntry),
      source: { sessionId, chatId: "-1001", messageId: "1" },
    });
    store.loadDetections([entry("b", "0xb"), entry("a", "0xb"), entry("b", "0xa"), entry("a", "0xa")]);
    expect(store.getSnapshot().detections.map(({ entry: { address } }) => address)).toEqual(["0xb", "0xa"]);
  });

  it("tells when a call was made and when it was taken back, from the archive too", () => {
    const { store } = createStore();
    const data = detection("DETECTION", "0xa").data as DetectionEntry;
    const firstSeen = "1970-01-01T00:00:00.900Z";
    store.loadDetections([{ ...data, kind: "retraction", occurrences: 1, firstSeen }]);
    const [row] = store.getSnapshot().detections;
    expect(row).toMatchObject({ isRetracted: true, retractedAt: 1000 });
    expect(row && calledAt(row)).toBe(900);
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

  it("keeps what the first session saw when another brings the same later", () => {
    const { store, draw } = createStore();
    const said = (type: "NEW_MESSAGE" | "MESSAGE_EDITED", sessionId: string, text: string): ServerFrame => {
      const data = { messageId: "7", text, sessionId, chatId: "-1001", trace } as MessageEntry;
      return { type, id: null, data, timestamp: 1005 };
    };
    store.receive("messages", said("NEW_MESSAGE", "a", "before"));
    store.receive("messages", said("MESSAGE_EDITED", "a", "after"));
    store.receive("messages", said("NEW_MESSAGE", "b", "before"));
    draw();
    expect(store.getSnapshot().messages[0]?.entry.text).toBe("after");
  });

  it("keeps what an edited message said before", () => {
    const { store, draw } = createStore();
    store.receive("messages", message("NEW_MESSAGE", "1", "first"));
    const edit = message("MESSAGE_EDITED", "1", "second") as Extract<ServerFrame, { type: "MESSAGE_EDITED" }>;
    store.receive("messages", { ...edit, data: { ...edit.data, editDate: "2026-01-01T00:01:00.000Z" } });
    draw();
    expect(store.getSnapshot().messages[0]?.versions.map(({ text }) => text)).toEqual(["first", "second"]);
  });

  it("takes an update over, and never brings back with it what was retracted", () => {
    const { store, draw } = createStore();
    const frame = detection("DETECTION", "0xa") as Extract<ServerFrame, { type: "DETECTION" }>;
    const update = (occurrences: number): ServerFrame => ({
      ...frame,
      type: "DETECTION_UPDATED",
      data: { ...frame.data, occurrences, trace: { ...trace, receivedAt: 5000 } },
      timestamp: 6000,
    });
    const shown = (): unknown[] =>
      store
        .getSnapshot()
        .detections.map(({ entry, isRetracted, latencyMs }) => [
          entry.occurrences,
          entry.trace.receivedAt,
          isRetracted,
          latencyMs,
        ]);
    store.receive("detections", frame);
    store.receive("detections", update(2));
    draw();
    expect(shown()).toEqual([[2, 1000, false, 4]]);
    store.receive("detections", detection("DETECTION_RETRACTED", "0xa"));
    store.receive("detections", update(3));
    draw();
    expect(shown()).toEqual([[3, 1000, true, 4]]);
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
