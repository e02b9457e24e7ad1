import { method } from "../../method.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";
import { filterOf } from "./search.ts";

export const getSearchCounters = method(
  "messages.getSearchCounters",
  (call, { peer: input, filters }) => {
    const peer = resolvePeer(call, input);
    const box = call.core.world.box(boxOwner(call, peer));
    const messages = box.idsOf(peer).flatMap((id) => box.messages.get(id) ?? []);
    return filters.map((filter) => ({
      _: "messages.searchCounter" as const,
      filter,
      count: messages.filter((message) => !message.action && filterOf(filter)(message)).length,
    }));
  },
  PEER_ERRORS,
);
