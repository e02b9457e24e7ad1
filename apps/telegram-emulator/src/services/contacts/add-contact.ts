import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { tlPeer } from "../../world/tl-peers.ts";
import { resolveUser } from "../input.ts";
import { updatesAnswer } from "../updates-answer.ts";

/** Adds a contact; the name given is not kept: contacts show under their own. */
export const addContact = method(
  "contacts.addContact",
  (call, { id, firstName }) => {
    const { core, user } = call;
    const contact = resolveUser(call, id);
    if (contact.id === user.id) throw badRequest("CONTACT_ID_INVALID");
    if (firstName.trim() === "") throw badRequest("CONTACT_NAME_EMPTY");
    core.world.commit({ t: "contact", user: user.id, contact: contact.id, on: true });
    const update = {
      _: "updatePeerSettings" as const,
      peer: tlPeer(contact.id),
      settings: { _: "peerSettings" as const },
    };
    return updatesAnswer(call, [update], [contact.id]);
  },
  ["USER_ID_INVALID", "CONTACT_ID_INVALID", "CONTACT_NAME_EMPTY"],
);
