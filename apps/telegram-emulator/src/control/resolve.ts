import type { EmulatorCore } from "../core.ts";
import type { PeerId, User } from "../world/types.ts";
import { isUserPeer } from "../world/types.ts";
import { normalisePhone } from "../world/world.ts";
import { ControlError } from "./http.ts";

/** A user by id, phone (with or without `+`) or @username. */
export const userOf = (core: EmulatorCore, reference: string | number): User => {
  const { world } = core;
  const text = String(reference);
  const byName = text.startsWith("@")
    ? world.users.get(world.usernames.get(text.slice(1).toLowerCase()) ?? 0)
    : undefined;
  const user = byName ?? world.usersByPhone.get(normalisePhone(text)) ?? world.users.get(Number(text));
  if (!user) throw new ControlError(404, `no such user: ${text}`);
  return user;
};

export const peerOf = (core: EmulatorCore, reference: string | number): PeerId => {
  const peer = core.peerOf(reference);
  if (peer === undefined) throw new ControlError(404, `no such chat: ${reference}`);
  return peer;
};

export const chatPeerOf = (core: EmulatorCore, reference: string | number): PeerId => {
  const peer = peerOf(core, reference);
  if (isUserPeer(peer)) throw new ControlError(400, `${reference} is a user, not a chat`);
  return peer;
};
