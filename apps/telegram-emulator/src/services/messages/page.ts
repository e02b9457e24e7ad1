import type { Box } from "../../world/box.ts";
import type { PeerId, StoredMessage } from "../../world/types.ts";

export interface PageRequest {
  readonly offsetId: number;
  readonly offsetDate: number;
  readonly addOffset: number;
  readonly limit: number;
  readonly maxId: number;
  readonly minId: number;
}

export interface Page {
  readonly messages: StoredMessage[];
  /** Messages of the peer that match, whatever the page. */
  readonly count: number;
  readonly isWhole: boolean;
}

const MAX_LIMIT = 100;

/** Index of the first item that is not below the bound; the list ascends. */
const lowerBound = (length: number, isBelow: (index: number) => boolean): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Steps over `count` existing messages from `index`, up or down the list of ids. */
const step = (box: Box, ids: readonly number[], index: number, count: number): number => {
  const direction = count < 0 ? 1 : -1;
  let at = index;
  for (let left = Math.abs(count); left > 0 && at >= 0 && at <= ids.length;) {
    const passed = direction === 1 ? at : at - 1;
    at += direction;
    if (box.messages.has(ids[passed] ?? 0)) left--;
  }
  return Math.max(0, Math.min(ids.length, at));
};

/** The ids below this index come after the offset, newest first. */
const startOf = (box: Box, ids: readonly number[], { offsetId, offsetDate }: PageRequest): number => {
  if (offsetId > 0) return lowerBound(ids.length, (index) => (ids[index] ?? 0) < offsetId);
  if (offsetDate <= 0) return ids.length;
  let from = ids.length;
  while (from > 0 && (box.messages.get(ids[from - 1] ?? 0)?.date ?? offsetDate) >= offsetDate) from--;
  return from;
};

const inRange = ({ maxId, minId }: PageRequest, { id }: StoredMessage): boolean =>
  (maxId <= 0 || id < maxId) && (minId <= 0 || id > minId);

const collect = (box: Box, ids: readonly number[], request: PageRequest): StoredMessage[] => {
  const limit = Math.max(0, Math.min(request.limit, MAX_LIMIT));
  const messages: StoredMessage[] = [];
  let index = step(box, ids, startOf(box, ids, request), request.addOffset);
  for (let taken = 0; index > 0 && taken < limit; index--) {
    const message = box.messages.get(ids[index - 1] ?? 0);
    if (!message) continue;
    taken++;
    if (inRange(request, message)) messages.push(message);
  }
  return messages;
};

/** The paging of https://core.telegram.org/api/offsets over a peer's messages, newest first. */
export const pageOf = (
  box: Box,
  peer: PeerId,
  request: PageRequest,
  matches?: (message: StoredMessage) => boolean,
): Page => {
  const all = box.idsOf(peer);
  const ids = matches
    ? all.filter((id) => {
        const message = box.messages.get(id);
        return message !== undefined && matches(message);
      })
    : all;
  const messages = collect(box, ids, request);
  const count = matches ? ids.length : box.countOf(peer);
  return { messages, count, isWhole: messages.length === count };
};
