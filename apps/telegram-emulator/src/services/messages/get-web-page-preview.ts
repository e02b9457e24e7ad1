import Long from "long";

import { method } from "../../method.ts";

const URL_PATTERN = /https?:\/\/[^\s]+/;

export const getWebPagePreview = method("messages.getWebPagePreview", ({ core }, { message }) => {
  const url = URL_PATTERN.exec(message)?.[0];
  if (url === undefined)
    return { _: "messages.webPagePreview", media: { _: "messageMediaEmpty" }, chats: [], users: [] };
  const id = Long.fromString(core.world.derive64(`preview:${url}`)).and(Long.MAX_VALUE);
  const displayUrl = url.replace(/^https?:\/\//, "");
  const webpage = {
    _: "webPage" as const,
    id,
    url,
    displayUrl,
    hash: 0,
    siteName: displayUrl.split("/")[0] ?? displayUrl,
    title: displayUrl,
  };
  return { _: "messages.webPagePreview", media: { _: "messageMediaWebPage", webpage }, chats: [], users: [] };
});
