import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkMayWrite, PEER_ERRORS, resolvePeer, WRITE_ERRORS } from "../input.ts";
import { MEDIA_ERRORS, mediaFromInput } from "./input-media.ts";
import { isLater, schedule, SCHEDULE_ERRORS } from "./scheduled.ts";
import { checkRandomId, MAX_CAPTION_LENGTH, replyFields, sentUpdates } from "./send.ts";

export const sendMedia = method(
  "messages.sendMedia",
  (call, request) => {
    const { core, key, user } = call;
    const peer = resolvePeer(call, request.peer);
    checkMayWrite(call, peer);
    if (request.message.length > MAX_CAPTION_LENGTH) throw badRequest("MEDIA_CAPTION_TOO_LONG");
    checkRandomId(call, request.randomId);
    const media = mediaFromInput(call, request.media);
    if (!media) throw badRequest("MEDIA_EMPTY");
    const draft = {
      peer,
      from: user.id,
      text: request.message,
      media,
      ...(request.entities && { entities: request.entities }),
      ...(request.replyMarkup && user.data.isBot && { replyMarkup: request.replyMarkup }),
      ...(request.silent && { silent: true }),
      ...replyFields(call, peer, request),
    };
    if (isLater(call, request.scheduleDate)) return schedule(call, draft, request.scheduleDate, request.randomId);
    const posted = core.publisher.post(draft, { except: key, randomId: request.randomId.toString() });
    return sentUpdates(call, [{ posted, randomId: request.randomId }]);
  },
  [...PEER_ERRORS, ...MEDIA_ERRORS, ...WRITE_ERRORS, ...SCHEDULE_ERRORS, "RANDOM_ID_DUPLICATE"],
);
