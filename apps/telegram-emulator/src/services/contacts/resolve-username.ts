import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";

const USERNAME = /^[a-z]\w{3,31}$/i;

export const resolveUsername = method(
  "contacts.resolveUsername",
  ({ core, user }, { username }) => {
    if (!USERNAME.test(username)) throw badRequest("USERNAME_INVALID");
    const peer = core.world.usernames.get(username.toLowerCase());
    if (peer === undefined) throw badRequest("USERNAME_NOT_OCCUPIED");
    const peers = new PeerCollector(core.world, user.id).add(peer);
    return { _: "contacts.resolvedPeer", peer: tlPeer(peer), chats: peers.chats, users: peers.users };
  },
  ["USERNAME_INVALID", "USERNAME_NOT_OCCUPIED"],
);
