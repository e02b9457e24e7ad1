import { method } from "../../method.ts";
import { withPeers } from "../../world/tl-messages.ts";
import type { StoredMessage } from "../../world/types.ts";

const MAX_LIMIT = 100;

export const searchGlobal = method("messages.searchGlobal", ({ core, user }, { q, limit, minDate, maxDate }) => {
  const query = q.toLowerCase();
  const boxes = [user.box, ...[...user.chats].flatMap((peer) => core.world.chats.get(peer)?.box ?? [])];
  const matches = (message: StoredMessage): boolean =>
    message.text.toLowerCase().includes(query) &&
    (minDate <= 0 || message.date >= minDate) &&
    (maxDate <= 0 || message.date <= maxDate);
  const found = boxes
    .flatMap((box) => [...box.messages.values()].filter(matches))
    .sort((a, b) => b.date - a.date || b.id - a.id);
  const page = found.slice(0, Math.min(limit, MAX_LIMIT));
  return { _: "messages.messagesSlice", count: found.length, ...withPeers(core.world, user.id, page), topics: [] };
});
