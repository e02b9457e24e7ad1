import type { DetectionRow, MessageRow } from "../state/feed-store.ts";

export interface Filters {
  readonly text: string;
  readonly chatId: string;
  readonly family: string;
  readonly role: string;
}

export const NO_FILTERS: Filters = { text: "", chatId: "", family: "", role: "" };

export function filterDetections(
  rows: readonly DetectionRow[],
  { text, chatId, family, role }: Filters,
): readonly DetectionRow[] {
  if (text === "" && chatId === "" && family === "" && role === "") return rows;
  const wanted = text.toLowerCase();
  return rows.filter(
    ({ entry }) =>
      (chatId === "" || entry.source.chatId === chatId) &&
      (family === "" || entry.family === family) &&
      (role === "" || entry.role === role) &&
      (wanted === "" ||
        `${entry.address} ${entry.display} ${entry.chatTitle ?? ""} ${entry.senderName ?? ""}`
          .toLowerCase()
          .includes(wanted)),
  );
}

export function filterMessages(rows: readonly MessageRow[], { text, chatId }: Filters): readonly MessageRow[] {
  if (text === "" && chatId === "") return rows;
  const wanted = text.toLowerCase();
  return rows.filter(
    ({ entry }) =>
      (chatId === "" || entry.chatId === chatId) &&
      (wanted === "" ||
        `${entry.text} ${entry.sender?.name ?? ""} ${entry.chat.title ?? ""}`.toLowerCase().includes(wanted)),
  );
}

/** Chats seen in either feed: id -> title. */
export function chatsOf(
  detections: readonly DetectionRow[],
  messages: readonly MessageRow[],
): ReadonlyMap<string, string> {
  const chats = new Map<string, string>();
  for (const { entry } of messages) chats.set(entry.chatId, entry.chat.title ?? entry.chat.username ?? entry.chatId);
  for (const { entry } of detections)
    if (!chats.has(entry.source.chatId)) chats.set(entry.source.chatId, entry.chatTitle ?? entry.source.chatId);
  return new Map([...chats].toSorted(([, a], [, b]) => a.localeCompare(b)));
}
