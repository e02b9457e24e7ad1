import { basename } from "node:path/posix";
import { TelewireError } from "@telewire/contracts";
import type { MediaItem } from "@telewire/contracts";
import type { ActionRequest } from "@telewire/telegram";
import type { Caller } from "../auth/caller.ts";
import type { GatewayContext } from "../context.ts";
import { fetchFile } from "./fetch-file.ts";
import { uploadParts } from "./upload-parts.ts";

type MediaToSend = ActionRequest<"sendMedia">["media"][number];
const DEFAULT_TYPE = "application/octet-stream";

/** Files of a message, each at Telegram already: those named by URL are fetched and passed on. */
export async function mediaToSend(
  items: readonly MediaItem[],
  sessionId: string,
  caller: Caller,
  context: GatewayContext,
): Promise<MediaToSend[]> {
  const media: MediaToSend[] = [];
  for (const item of items) {
    const { uploadId, url } = item;
    if ((uploadId === undefined) === (url === undefined)) throw invalid("give one of uploadId and url");
    media.push(
      uploadId === undefined
        ? await fromUrl(item, url ?? "", sessionId, context)
        : await fromUpload(item, uploadId, sessionId, caller, context),
    );
  }
  return media;
}

async function fromUpload(
  { as, fileName, mimeType }: MediaItem,
  uploadId: string,
  sessionId: string,
  caller: Caller,
  { uploads }: GatewayContext,
): Promise<MediaToSend> {
  const upload = await uploads.find(uploadId, sessionId, caller.principal.keyId);
  if (upload === null) throw new TelewireError("NOT_FOUND", { details: { field: "uploadId" } });
  const { fileId, parts, sizeBytes } = upload;
  return { as, fileId, parts, sizeBytes, fileName: fileName ?? upload.fileName, mimeType: mimeType ?? upload.mimeType };
}

async function fromUrl(
  { as, fileName, mimeType }: MediaItem,
  url: string,
  sessionId: string,
  { control, options }: GatewayContext,
): Promise<MediaToSend> {
  await using file = await fetchFile(url, { networks: options.mediaUrlNetworks, maxBytes: options.uploadMaxBytes });
  const { fileId, parts, sizeBytes } = await uploadParts(control, sessionId, file.body, file.sizeBytes);
  const name = basename(new URL(url).pathname).slice(0, 255);
  return {
    as,
    fileId,
    parts,
    sizeBytes,
    fileName: fileName ?? (name === "" ? "file" : name),
    mimeType: mimeType ?? file.mimeType ?? DEFAULT_TYPE,
  };
}

function invalid(problem: string): TelewireError {
  return new TelewireError("VALIDATION_FAILED", { details: { problems: [{ field: "media", problem }] } });
}
