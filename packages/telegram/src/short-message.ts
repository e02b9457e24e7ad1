import type { tl } from "@mtcute/core";

/** What Telegram leaves out of the short forms of a text message in a private chat or a small group (api/updates). */
export function expandShortMessage(
  short: tl.RawUpdateShortMessage | tl.RawUpdateShortChatMessage,
  selfId: number,
): tl.RawUpdateNewMessage {
  const isChat = short._ === "updateShortChatMessage";
  const fromId = isChat ? short.fromId : short.out === true ? selfId : short.userId;
  const message: tl.RawMessage = {
    ...short,
    _: "message",
    fromId: { _: "peerUser", userId: fromId },
    peerId: isChat ? { _: "peerChat", chatId: short.chatId } : { _: "peerUser", userId: short.userId },
  };
  return { _: "updateNewMessage", message, pts: short.pts, ptsCount: short.ptsCount };
}
