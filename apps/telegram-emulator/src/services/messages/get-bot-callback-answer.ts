import type { tl } from "@mtcute/core";
import Long from "long";

import { method, type UserCall } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PeerCollector, tlPeer } from "../../world/tl-peers.ts";
import { isUserPeer, type PeerId, type StoredMessage } from "../../world/types.ts";
import { messageOf, PEER_ERRORS, resolvePeer } from "../input.ts";

const CHAT_INSTANCE = 1;

const hasButton = ({ replyMarkup }: StoredMessage, data: Uint8Array): boolean =>
  replyMarkup?._ === "replyInlineMarkup" &&
  replyMarkup.rows.some(({ buttons }) =>
    buttons.some((button) => button._ === "keyboardButtonCallback" && Buffer.from(button.data).equals(data)),
  );

/** The id of the message as the bot has it. */
const askBot = (call: UserCall, botId: number, peer: PeerId, message: StoredMessage, data: Uint8Array): string => {
  const { core, user } = call;
  const queryId = BigInt.asUintN(63, core.random.bytes(8).readBigUInt64LE(0)).toString();
  const seen = isUserPeer(peer) ? user.id : peer;
  const update: tl.TypeUpdate = {
    _: "updateBotCallbackQuery",
    queryId: Long.fromString(queryId),
    userId: user.id,
    peer: tlPeer(seen),
    msgId: core.publisher.copyOf(message, peer, botId)?.id ?? message.id,
    chatInstance: Long.fromNumber(CHAT_INSTANCE),
    data,
  };
  core.pusher.push([botId], {
    peer: seen,
    build: (viewerId) => {
      const peers = new PeerCollector(core.world, viewerId).add(user.id).add(seen);
      return { updates: [update], users: peers.users, chats: peers.chats };
    },
  });
  return queryId;
};

/** Presses a button: the bot is told, and its answer comes back. */
export const getBotCallbackAnswer = method(
  "messages.getBotCallbackAnswer",
  async (call, { peer: input, msgId, data }) => {
    const { core } = call;
    const peer = resolvePeer(call, input);
    const message = messageOf(call, peer, msgId);
    if (!data || !hasButton(message, data)) throw badRequest("DATA_INVALID");
    const botId = message.viaBotId ?? message.from ?? 0;
    if (!core.world.users.get(botId)?.data.isBot) throw badRequest("BOT_RESPONSE_TIMEOUT");
    const queryId = askBot(call, botId, peer, message, data);
    const answer = await core.callbacks.wait(queryId, botId, core.options.botAnswerTimeoutMs);
    if (!answer) throw badRequest("BOT_RESPONSE_TIMEOUT");
    return answer;
  },
  [...PEER_ERRORS, "MESSAGE_ID_INVALID", "DATA_INVALID", "BOT_RESPONSE_TIMEOUT"],
);
