import { method } from "../../method.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";

export const getMessagesViews = method(
  "messages.getMessagesViews",
  (call, request) => {
    const peer = resolvePeer(call, request.peer);
    const owner = boxOwner(call, peer);
    const { world } = call.core;
    const views = request.id.map((id) => {
      const message = world.box(owner).messages.get(id);
      if (message?.views === undefined) return { _: "messageViews" as const };
      if (request.increment) world.commit({ t: "touch", box: owner, id, patch: { views: message.views + 1 } });
      return { _: "messageViews" as const, views: message.views + (request.increment ? 1 : 0), forwards: 0 };
    });
    return { _: "messages.messageViews", views, chats: [], users: [] };
  },
  PEER_ERRORS,
);
