import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { PEER_ERRORS, resolvePeer } from "../input.ts";
import { MEDIA_ERRORS, mediaFromInput } from "./input-media.ts";

export const uploadMedia = method(
  "messages.uploadMedia",
  (call, request) => {
    resolvePeer(call, request.peer);
    const media = mediaFromInput(call, request.media);
    if (!media) throw badRequest("MEDIA_EMPTY");
    return media;
  },
  [...PEER_ERRORS, ...MEDIA_ERRORS],
);
