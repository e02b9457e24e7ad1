import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkMayWrite, PEER_ERRORS, resolvePeer, WRITE_ERRORS } from "../input.ts";
import { MEDIA_ERRORS, mediaFromInput } from "./input-media.ts";
import { checkRandomId, MAX_CAPTION_LENGTH, replyFields, sentUpdates } from "./send.ts";

const MAX_ALBUM = 10;

/** An album: messages with one `grouped_id`, pushed one by one as in life. */
export const sendMultiMedia = method(
  "messages.sendMultiMedia",
  (call, request) => {
    const { core, key, user } = call;
    const peer = resolvePeer(call, request.peer);
    checkMayWrite(call, peer);
    if (request.multiMedia.length === 0) throw badRequest("MEDIA_EMPTY");
    if (request.multiMedia.length > MAX_ALBUM) throw badRequest("MULTI_MEDIA_TOO_LONG");
    const groupedId = BigInt.asUintN(63, core.random.bytes(8).readBigUInt64LE(0)).toString();
    const sent = request.multiMedia.map((single) => {
      if (single.message.length > MAX_CAPTION_LENGTH) throw badRequest("MEDIA_CAPTION_TOO_LONG");
      checkRandomId(call, single.randomId);
      const media = mediaFromInput(call, single.media);
      if (!media) throw badRequest("MEDIA_EMPTY");
      const posted = core.publisher.post(
        {
          peer,
          from: user.id,
          text: single.message,
          media,
          groupedId,
          ...(single.entities && { entities: single.entities }),
          ...replyFields(call, peer, request),
        },
        { except: key, randomId: single.randomId.toString() },
      );
      return { posted, randomId: single.randomId };
    });
    return sentUpdates(call, sent);
  },
  [...PEER_ERRORS, ...WRITE_ERRORS, ...MEDIA_ERRORS, "RANDOM_ID_DUPLICATE", "MULTI_MEDIA_TOO_LONG"],
);
