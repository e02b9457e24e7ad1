import type { tl } from "@mtcute/core";

import { method } from "../../method.ts";
import type { StoredMessage } from "../../world/types.ts";
import { boxOwner, PEER_ERRORS, resolvePeer } from "../input.ts";
import { describePage } from "./describe.ts";
import { pageOf } from "./page.ts";

const FILTERS: Readonly<Record<string, (message: StoredMessage) => boolean>> = {
  inputMessagesFilterPhotos: ({ media }) => media?._ === "messageMediaPhoto",
  inputMessagesFilterDocument: ({ media }) => media?._ === "messageMediaDocument",
  inputMessagesFilterUrl: ({ entities }) =>
    entities?.some(({ _ }) => _ === "messageEntityUrl" || _ === "messageEntityTextUrl") === true,
  inputMessagesFilterPinned: ({ pinned }) => pinned === true,
};

/** Whether a message passes a filter; filters that are not known pass everything. */
export const filterOf = (filter: tl.TypeMessagesFilter): ((message: StoredMessage) => boolean) =>
  FILTERS[filter._] ?? (() => true);

export const search = method(
  "messages.search",
  (call, request) => {
    const peer = resolvePeer(call, request.peer);
    const from = request.fromId && resolvePeer(call, request.fromId);
    const query = request.q.toLowerCase();
    const byFilter = filterOf(request.filter);
    const matches = (message: StoredMessage): boolean =>
      !message.action &&
      message.text.toLowerCase().includes(query) &&
      (from === undefined || message.from === from) &&
      byFilter(message) &&
      (request.minDate <= 0 || message.date >= request.minDate) &&
      (request.maxDate <= 0 || message.date <= request.maxDate);
    const page = pageOf(call.core.world.box(boxOwner(call, peer)), peer, { ...request, offsetDate: 0 }, matches);
    return describePage(call, peer, page);
  },
  PEER_ERRORS,
);
