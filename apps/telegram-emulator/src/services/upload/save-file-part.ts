import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

const MAX_PART_BYTES = 524_288;
const MAX_PARTS = 8000;

/** The documented size rules: at most 512 KB, and a divisor of it. */
export const checkPart = (part: number, bytes: Uint8Array): void => {
  if (bytes.length === 0) throw badRequest("FILE_PART_EMPTY");
  if (bytes.length > MAX_PART_BYTES) throw badRequest("FILE_PART_TOO_BIG");
  if (part < 0 || part >= MAX_PARTS) throw badRequest("FILE_PART_INVALID");
};

export const saveFilePart = method(
  "upload.saveFilePart",
  ({ core, user }, { fileId, filePart, bytes }) => {
    checkPart(filePart, bytes);
    core.files.savePart(user.id, fileId.toString(), filePart, bytes);
    return true;
  },
  ["FILE_PART_EMPTY", "FILE_PART_TOO_BIG", "FILE_PART_INVALID"],
);
