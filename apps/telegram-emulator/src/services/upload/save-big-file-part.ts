import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { checkPart } from "./save-file-part.ts";

const PART_UNIT = 1024;

export const saveBigFilePart = method(
  "upload.saveBigFilePart",
  ({ core, user }, request) => {
    const { fileId, filePart, fileTotalParts, bytes } = request;
    checkPart(filePart, bytes);
    if (fileTotalParts > 0 && filePart >= fileTotalParts) throw badRequest("FILE_PART_INVALID");
    const isLast = filePart === fileTotalParts - 1;
    if (!isLast && bytes.length % PART_UNIT !== 0) throw badRequest("FILE_PART_SIZE_INVALID");
    core.files.savePart(user.id, fileId.toString(), filePart, bytes);
    return true;
  },
  ["FILE_PART_EMPTY", "FILE_PART_TOO_BIG", "FILE_PART_INVALID", "FILE_PART_SIZE_INVALID"],
);
