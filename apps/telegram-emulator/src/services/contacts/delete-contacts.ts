import { method } from "../../method.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { resolveUser } from "../input.ts";

export const deleteContacts = method(
  "contacts.deleteContacts",
  (call, { id }) => {
    const peers = new PeerCollector(call.core.world, call.user.id);
    for (const input of id) {
      const other = resolveUser(call, input);
      call.core.world.commit({ t: "contact", user: call.user.id, contact: other.id, on: false });
      peers.add(other.id);
    }
    return { _: "updates", updates: [], users: peers.users, chats: [], date: call.core.world.nowSeconds, seq: 0 };
  },
  ["USER_ID_INVALID"],
);
