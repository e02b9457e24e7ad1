import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import type { PeerId } from "../../world/types.ts";

const SHORTEST_QUERY = 3;

export const searchContacts = method(
  "contacts.search",
  ({ core, user }, { q, limit }) => {
    const query = q.toLowerCase().replace(/^@/, "");
    if (query.length === 0) throw badRequest("SEARCH_QUERY_EMPTY");
    if (query.length < SHORTEST_QUERY) throw badRequest("QUERY_TOO_SHORT");
    const mine: PeerId[] = [...user.chats].filter((peer) =>
      core.world.chat(peer).data.title.toLowerCase().includes(query),
    );
    const global = [...core.world.usernames].flatMap(([name, peer]) =>
      name.includes(query) && !mine.includes(peer) ? [peer] : [],
    );
    const peers = new PeerCollector(core.world, user.id);
    for (const peer of [...mine, ...global].slice(0, limit)) peers.add(peer);
    return {
      _: "contacts.found",
      myResults: mine.slice(0, limit).map(tlPeer),
      results: global.slice(0, Math.max(0, limit - mine.length)).map(tlPeer),
      chats: peers.chats,
      users: peers.users,
    };
  },
  ["SEARCH_QUERY_EMPTY", "QUERY_TOO_SHORT"],
);
