import type { tl } from "@mtcute/core";
import Long from "long";

import { mediaOf } from "../../files/files.ts";
import type { UserCall } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

export const MEDIA_ERRORS = [
  "MEDIA_EMPTY",
  "FILE_PART_X_MISSING",
  "FILE_PARTS_INVALID",
  "MEDIA_INVALID",
  "POLL_INVALID",
  "MEDIA_CAPTION_TOO_LONG",
];

const bytesOf = (call: UserCall, file: tl.TypeInputFile): Buffer => {
  if (file._ !== "inputFile" && file._ !== "inputFileBig") throw badRequest("MEDIA_INVALID");
  if (file.parts <= 0) throw badRequest("FILE_PARTS_INVALID");
  const found = call.core.files.assemble(call.user.id, file.id.toString(), file.parts);
  if ("missingPart" in found) throw badRequest(`FILE_PART_${found.missingPart}_MISSING`);
  return found.bytes;
};

const known = (
  call: UserCall,
  id: tl.TypeInputPhoto | tl.TypeInputDocument,
  kind: "photo" | "document",
): tl.TypeMessageMedia => {
  if (id._ !== "inputPhoto" && id._ !== "inputDocument") throw badRequest("MEDIA_EMPTY");
  const file = call.core.world.files.get(id.id.toString());
  if (!file || file.kind !== kind || file.accessHash !== id.accessHash.toString()) throw badRequest("MEDIA_INVALID");
  return mediaOf(file);
};

const nameIn = (attributes: readonly tl.TypeDocumentAttribute[]): string | undefined =>
  attributes.find((attribute) => attribute._ === "documentAttributeFilename")?.fileName;

const uploadedDocument = (call: UserCall, media: tl.RawInputMediaUploadedDocument): tl.TypeMessageMedia => {
  const name = nameIn(media.attributes) ?? ("name" in media.file ? media.file.name : undefined);
  const file = call.core.files.create({
    kind: "document",
    bytes: bytesOf(call, media.file),
    mimeType: media.mimeType,
    fileName: name,
    dcId: call.dcId,
  });
  return mediaOf(file, media.attributes);
};

const pollOf = (media: tl.RawInputMediaPoll): tl.TypeMessageMedia => {
  if (media.poll.answers.length < 2) throw badRequest("POLL_ANSWERS_INVALID");
  return { _: "messageMediaPoll", poll: media.poll, results: { _: "pollResults", totalVoters: 0 } };
};

/** The media of a message from what the client sent; uploads become files. */
export const mediaFromInput = (call: UserCall, media: tl.TypeInputMedia): tl.TypeMessageMedia | undefined => {
  switch (media._) {
    case "inputMediaEmpty":
      return undefined;
    case "inputMediaUploadedPhoto":
      return mediaOf(call.core.files.create({ kind: "photo", bytes: bytesOf(call, media.file), dcId: call.dcId }));
    case "inputMediaUploadedDocument":
      return uploadedDocument(call, media);
    case "inputMediaPhoto":
      return known(call, media.id, "photo");
    case "inputMediaDocument":
      return known(call, media.id, "document");
    case "inputMediaPoll":
      return pollOf(media);
    case "inputMediaContact":
      return {
        _: "messageMediaContact",
        phoneNumber: media.phoneNumber,
        firstName: media.firstName,
        lastName: media.lastName,
        vcard: media.vcard,
        userId: 0,
      };
    case "inputMediaGeoPoint":
      if (media.geoPoint._ !== "inputGeoPoint") throw badRequest("MEDIA_INVALID");
      return {
        _: "messageMediaGeo",
        geo: { _: "geoPoint", lat: media.geoPoint.lat, long: media.geoPoint.long, accessHash: Long.ZERO },
      };
    default:
      throw badRequest("MEDIA_INVALID");
  }
};
