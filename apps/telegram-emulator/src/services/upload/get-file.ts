import type { tl } from "@mtcute/core";
import Long from "long";

import { method, type UserCall } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import type { StoredFile } from "../../world/operations.ts";

const UNIT = 4096;
const PRECISE_UNIT = 1024;
const MEGABYTE = 1_048_576;

/** The documented rules: multiples of 4 KB (1 KB when precise), and never across a megabyte. */
const checkRange = (offset: number, limit: number, isPrecise: boolean): void => {
  const unit = isPrecise ? PRECISE_UNIT : UNIT;
  if (offset < 0 || offset % unit !== 0) throw badRequest("OFFSET_INVALID");
  if (limit <= 0 || limit % unit !== 0 || limit > MEGABYTE) throw badRequest("LIMIT_INVALID");
  if (Math.floor(offset / MEGABYTE) !== Math.floor((offset + limit - 1) / MEGABYTE)) throw badRequest("LIMIT_INVALID");
};

const fileAt = (call: UserCall, location: tl.TypeInputFileLocation): StoredFile => {
  if (location._ !== "inputDocumentFileLocation" && location._ !== "inputPhotoFileLocation")
    throw badRequest("LOCATION_INVALID");
  const file = call.core.world.files.get(location.id.toString());
  if (!file || file.accessHash !== location.accessHash.toString()) throw badRequest("FILE_ID_INVALID");
  if (!Buffer.from(file.reference, "hex").equals(location.fileReference)) throw badRequest("FILE_REFERENCE_EXPIRED");
  return file;
};

const typeOf = ({ kind, mimeType }: StoredFile): tl.storage.TypeFileType => {
  if (mimeType === "image/png") return { _: "storage.filePng" };
  return kind === "photo" || mimeType === "image/jpeg" ? { _: "storage.fileJpeg" } : { _: "storage.filePartial" };
};

export const getFile = method(
  "upload.getFile",
  (call, { location, offset: from, limit, precise }) => {
    const offset = Long.isLong(from) ? from.toNumber() : from;
    checkRange(offset, limit, precise === true);
    const file = fileAt(call, location);
    if (file.dcId !== call.dcId) throw new RpcFault(303, `FILE_MIGRATE_${file.dcId}`);
    return {
      _: "upload.file",
      type: typeOf(file),
      mtime: file.date,
      bytes: file.bytes.subarray(offset, offset + limit),
    };
  },
  [
    "OFFSET_INVALID",
    "LIMIT_INVALID",
    "LOCATION_INVALID",
    "FILE_ID_INVALID",
    "FILE_REFERENCE_EXPIRED",
    "FILE_MIGRATE_X",
  ],
);
