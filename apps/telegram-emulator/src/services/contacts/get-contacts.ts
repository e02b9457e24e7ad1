import { method } from "../../method.ts";
import { PeerCollector } from "../../world/tl-peers.ts";

export const getContacts = method("contacts.getContacts", ({ core, user }) => {
  const peers = new PeerCollector(core.world, user.id);
  for (const id of user.contacts) peers.add(id);
  const contacts = [...user.contacts].map((userId) => ({
    _: "contact" as const,
    userId,
    mutual: core.world.user(userId).contacts.has(user.id),
  }));
  return { _: "contacts.contacts", contacts, savedCount: contacts.length, users: peers.users };
});
