import { method } from "../../method.ts";
import { PeerCollector } from "../../world/tl-peers.ts";
import { normalisePhone } from "../../world/world.ts";

export const importContacts = method("contacts.importContacts", ({ core, user }, { contacts }) => {
  const peers = new PeerCollector(core.world, user.id);
  const imported = contacts.flatMap(({ clientId, phone }) => {
    const found = core.world.usersByPhone.get(normalisePhone(phone));
    if (!found) return [];
    core.world.commit({ t: "contact", user: user.id, contact: found.id, on: true });
    peers.add(found.id);
    return [{ _: "importedContact" as const, userId: found.id, clientId }];
  });
  return { _: "contacts.importedContacts", imported, popularInvites: [], retryContacts: [], users: peers.users };
});
