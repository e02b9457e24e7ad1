import { channelPeer, groupPeer, type PeerId } from "../world/types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The peer that a call is about, for faults scoped to a chat; without checking access hashes. */
export const inputPeerId = (query: unknown, selfId: number | undefined): PeerId | undefined => {
  const { peer, channel } = query as { peer?: Fields; channel?: Fields };
  const input = peer ?? channel;
  if (!input) return undefined;
  if (input["_"] === "inputPeerSelf") return selfId;
  if (typeof input["channelId"] === "number") return channelPeer(input["channelId"]);
  if (typeof input["chatId"] === "number") return groupPeer(input["chatId"]);
  return typeof input["userId"] === "number" ? input["userId"] : undefined;
};
