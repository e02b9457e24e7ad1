import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { normalisePhone } from "../../world/world.ts";

export const resolvePhone = method(
  "contacts.resolvePhone",
  ({ core, user }, { phone }) => {
    const found = core.world.usersByPhone.get(normalisePhone(phone));
    if (!found) throw badRequest("PHONE_NOT_OCCUPIED");
    const peers = new PeerCollector(core.world, user.id).add(found.id);
    return { _: "contacts.resolvedPeer", peer: tlPeer(found.id), chats: [], users: peers.users };
  },
  ["PHONE_NOT_OCCUPIED"],
);
