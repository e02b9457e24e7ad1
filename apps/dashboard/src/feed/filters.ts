import type { DetectionRow, MessageRow } from "../state/feed-store.ts";
import { confidenceWords, surfaceWords, transformWords } from "../ui/words.ts";

export interface Filters {
  readonly text: string;
  readonly chatId: string;
  readonly family: string;
  readonly role: string;
  /** What the reader does not want to see: `retracted`, `repeated` or nothing. */
  readonly hide: string;
}

export const NO_FILTERS: Filters = { text: "", chatId: "", family: "", role: "", hide: "" };
const NAMES = Object.keys(NO_FILTERS) as readonly (keyof Filters)[];

export function isFiltered(filters: Filters): boolean {
  return NAMES.some((name) => filters[name] !== "");
}

/** From the page's address, so that a view can be kept and passed on. */
export function filtersOf(search: string): Filters {
  const given = new URLSearchParams(search);
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""])) as unknown as Filters;
}

export function searchOf(filters: Filters): string {
  const given = new URLSearchParams(NAMES.flatMap((name) => (filters[name] === "" ? [] : [[name, filters[name]]])));
  return given.size === 0 ? "" : `?${given.toString()}`;
}

export function filterDetections(rows: readonly DetectionRow[], filters: Filters): readonly DetectionRow[] {
  if (!isFiltered(filters)) return rows;
  const { text, chatId, family, role, hide } = filters;
  const wanted = wordsIn(text);
  return rows.filter(
    (row) =>
      (chatId === "" || row.entry.source.chatId === chatId) &&
      (family === "" || row.entry.family === family) &&
      (role === "" || row.entry.role === role) &&
      !(hide === "retracted" && row.isRetracted) &&
      !(hide === "repeated" && (row.isRetracted || row.entry.occurrences > 1)) &&
      wanted.every((word) => wordsOf(row).includes(word)),
  );
}

export function filterMessages(rows: readonly MessageRow[], { text, chatId }: Filters): readonly MessageRow[] {
  if (text === "" && chatId === "") return rows;
  const wanted = wordsIn(text);
  return rows.filter(
    ({ entry }) =>
      (chatId === "" || entry.chatId === chatId) &&
      (wanted.length === 0 || holdsAll(`${entry.text} ${entry.sender?.name ?? ""} ${entry.chat.title ?? ""}`, wanted)),
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

/** All of them must be there, in any order. */
function wordsIn(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

function holdsAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

const knownWords = new WeakMap<DetectionRow, string>();

/** Everything that its row shows in words. */
function wordsOf(row: DetectionRow): string {
  const known = knownWords.get(row);
  if (known !== undefined) return known;
  const { entry, isRetracted } = row;
  const { address, display, chain, family, role, chatTitle, senderName, transforms, confidence } = entry;
  const words = [address, display, chain, family, role, chatTitle, senderName, surfaceWords(entry)];
  words.push(...transforms.map(transformWords), confidenceWords(confidence), isRetracted ? "retracted" : "");
  words.push(entry.validation?.status, entry.ticker === undefined ? "" : `$${entry.ticker}`);
  const all = words.join(" ").toLowerCase();
  knownWords.set(row, all);
  return all;
}
