import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkMayWrite, PEER_ERRORS, resolvePeer, WRITE_ERRORS } from "../input.ts";
import { isLater, schedule, SCHEDULE_ERRORS } from "./scheduled.ts";
import { checkRandomId, MAX_MESSAGE_LENGTH, replyFields, sentUpdates } from "./send.ts";

export const sendMessage = method(
  "messages.sendMessage",
  (call, request) => {
    const { core, key, user } = call;
    const peer = resolvePeer(call, request.peer);
    checkMayWrite(call, peer);
    if (request.message.trim() === "") throw badRequest("MESSAGE_EMPTY");
    if (request.message.length > MAX_MESSAGE_LENGTH) throw badRequest("MESSAGE_TOO_LONG");
    checkRandomId(call, request.randomId);
    const draft = {
      peer,
      from: user.id,
      text: request.message,
      ...(request.entities && { entities: request.entities }),
      ...(request.replyMarkup && user.data.isBot && { replyMarkup: request.replyMarkup }),
      ...(request.silent && { silent: true }),
      ...replyFields(call, peer, request),
    };
    if (request.clearDraft) core.world.commit({ t: "draft", user: user.id, peer });
    if (isLater(call, request.scheduleDate)) return schedule(call, draft, request.scheduleDate, request.randomId);
    const posted = core.publisher.post(draft, { except: key, randomId: request.randomId.toString() });
    return sentUpdates(call, [{ posted, randomId: request.randomId }]);
  },
  [
    ...PEER_ERRORS,
    ...WRITE_ERRORS,
    ...SCHEDULE_ERRORS,
    "MESSAGE_EMPTY",
    "MESSAGE_TOO_LONG",
    "RANDOM_ID_DUPLICATE",
    "REPLY_MESSAGE_ID_INVALID",
  ],
);
