import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import Long from "long";
import { inputPeerOf } from "../peer-store.ts";
import { telegramTypeOf } from "../telegram-error.ts";
import { randomId, replyTo, sentMessages } from "./context.ts";
import type { ActionContext } from "./context.ts";
import { formatted } from "./markup.ts";
import { sendOnce } from "./sent-before.ts";
import { rawMessage } from "./messages.ts";
import type { ActionRequest, ActionResult, MediaInfo, MediaToSend } from "./session-actions.ts";

/** Telegram's rules for upload.getFile (api/files): offset in steps of 4 KiB, at most 1 MiB and not across a MiB border. */
const BLOCK_BYTES = 1_048_576;
const OFFSET_STEP_BYTES = 4_096;
const BIG_FILE_BYTES = 10 * 1_048_576;
const CALL_TIMEOUT_MS = 60_000;

interface RemoteFile extends MediaInfo {
  readonly dcId: number;
  readonly location: tl.TypeInputFileLocation;
}

export async function media(
  context: ActionContext,
  { chatId, messageId }: ActionRequest<"media">,
): Promise<ActionResult<"media">> {
  return infoOf(await remoteFile(context, chatId, messageId));
}

export async function download(
  context: ActionContext,
  { chatId, messageId, offsetBytes, limitBytes }: ActionRequest<"download">,
): Promise<ActionResult<"download">> {
  if (offsetBytes % OFFSET_STEP_BYTES !== 0 || offsetBytes < 0)
    throw new TelewireError("BAD_REQUEST", { details: { problem: `offsetBytes: a multiple of ${OFFSET_STEP_BYTES}` } });
  const file = await remoteFile(context, chatId, messageId);
  const toBorder = BLOCK_BYTES - (offsetBytes % BLOCK_BYTES);
  const bytes = await fileBytes(context, file, offsetBytes, toBorder);
  return {
    ...infoOf(file),
    bytes: Buffer.from(bytes.subarray(0, Math.min(limitBytes, bytes.length))).toString("base64"),
  };
}

export async function uploadPart(
  context: ActionContext,
  { fileId, part, parts, sizeBytes, bytes }: ActionRequest<"uploadPart">,
): Promise<ActionResult<"uploadPart">> {
  const chunk = new Uint8Array(Buffer.from(bytes, "base64"));
  const id = Long.fromString(fileId);
  const options = { timeoutMs: CALL_TIMEOUT_MS };
  if (sizeBytes > BIG_FILE_BYTES)
    await context.call(
      { _: "upload.saveBigFilePart", fileId: id, filePart: part, fileTotalParts: parts, bytes: chunk },
      options,
    );
  else await context.call({ _: "upload.saveFilePart", fileId: id, filePart: part, bytes: chunk }, options);
  return {};
}

export async function sendMedia(
  context: ActionContext,
  request: ActionRequest<"sendMedia">,
): Promise<ActionResult<"sendMedia">> {
  const to = await context.resolve(request.chatId);
  const peer = inputPeerOf(to);
  const common = {
    peer,
    ...replyTo(request.replyTo),
    ...(request.silent === undefined ? {} : { silent: request.silent }),
    ...(request.scheduleAt === undefined ? {} : { scheduleDate: Math.floor(Date.parse(request.scheduleAt) / 1000) }),
  };
  const [first, ...others] = request.media;
  if (first === undefined) throw new TelewireError("BAD_REQUEST", { details: { problem: "media: at least one" } });
  const caption = formatted({ ...request, text: request.caption ?? "" });
  const ids = request.media.map((_, index) => randomId(request.randomIds?.[index]));
  const call = async (): Promise<ActionResult<"sendMedia">> => {
    const updates = await context.call(
      others.length === 0
        ? {
            _: "messages.sendMedia",
            ...common,
            ...caption,
            media: inputMedia(first),
            randomId: ids[0] ?? randomId(),
          }
        : {
            _: "messages.sendMultiMedia",
            ...common,
            multiMedia: await album(context, peer, request.media, ids, caption),
          },
      { timeoutMs: CALL_TIMEOUT_MS },
    );
    context.sent.note(updates);
    context.apply(updates);
    return { messages: sentMessages(updates) };
  };
  return sendOnce(context, to, call, {
    randomIds: ids,
    tried: request.tried,
    is: (sent) => sent.media !== undefined,
    answer: (messages) => ({ messages }),
  });
}

async function album(
  context: ActionContext,
  peer: tl.TypeInputPeer,
  items: ActionRequest<"sendMedia">["media"],
  randomIds: readonly Long[],
  caption: ReturnType<typeof formatted>,
): Promise<tl.RawInputSingleMedia[]> {
  const parts: tl.RawInputSingleMedia[] = [];
  for (const [index, item] of items.entries()) {
    parts.push({
      _: "inputSingleMedia",
      media: await uploaded(context, peer, item),
      randomId: randomIds[index] ?? randomId(),
      ...(index === 0 ? caption : { message: "" }),
    });
  }
  return parts;
}

/** The parts of an album must be on the server as media first. */
async function uploaded(context: ActionContext, peer: tl.TypeInputPeer, item: MediaToSend): Promise<tl.TypeInputMedia> {
  const stored = await context.call(
    { _: "messages.uploadMedia", peer, media: inputMedia(item) },
    { timeoutMs: CALL_TIMEOUT_MS },
  );
  if (stored._ === "messageMediaPhoto" && stored.photo?._ === "photo") {
    const { id, accessHash, fileReference } = stored.photo;
    return { _: "inputMediaPhoto", id: { _: "inputPhoto", id, accessHash, fileReference } };
  }
  if (stored._ === "messageMediaDocument" && stored.document?._ === "document") {
    const { id, accessHash, fileReference } = stored.document;
    return { _: "inputMediaDocument", id: { _: "inputDocument", id, accessHash, fileReference } };
  }
  throw new TelewireError("TELEGRAM_ERROR", { details: { type: stored._ } });
}

function inputMedia({ fileId, parts, sizeBytes, fileName, mimeType, as }: MediaToSend): tl.TypeInputMedia {
  const id = Long.fromString(fileId);
  const file: tl.TypeInputFile =
    sizeBytes > BIG_FILE_BYTES
      ? { _: "inputFileBig", id, parts, name: fileName }
      : { _: "inputFile", id, parts, name: fileName, md5Checksum: "" };
  if (as === "photo") return { _: "inputMediaUploadedPhoto", file };
  const attributes: tl.TypeDocumentAttribute[] = [{ _: "documentAttributeFilename", fileName }];
  if (as === "video")
    attributes.push({ _: "documentAttributeVideo", duration: 0, w: 0, h: 0, supportsStreaming: true });
  if (as === "audio" || as === "voice")
    attributes.push({ _: "documentAttributeAudio", duration: 0, ...(as === "voice" ? { voice: true } : {}) });
  return {
    _: "inputMediaUploadedDocument",
    file,
    mimeType,
    attributes,
    ...(as === "document" ? { forceFile: true } : {}),
  };
}

/** File references expire, so the message is asked for each time that one is needed anew. */
async function remoteFile(context: ActionContext, chatId: string, messageId: string): Promise<RemoteFile> {
  const { media: found } = await rawMessage(context, chatId, messageId);
  if (found?._ === "messageMediaDocument" && found.document?._ === "document") {
    const { id, accessHash, fileReference, dcId, size, mimeType, attributes } = found.document;
    const named = attributes.find((attribute) => attribute._ === "documentAttributeFilename");
    return {
      dcId,
      sizeBytes: size,
      mimeType,
      ...(named === undefined ? {} : { fileName: named.fileName }),
      location: { _: "inputDocumentFileLocation", id, accessHash, fileReference, thumbSize: "" },
    };
  }
  if (found?._ === "messageMediaPhoto" && found.photo?._ === "photo") {
    const { id, accessHash, fileReference, dcId, sizes } = found.photo;
    const largest = sizes.flatMap((size) => largestOf(size)).toSorted((left, right) => right.bytes - left.bytes)[0];
    if (largest !== undefined) {
      return {
        dcId,
        sizeBytes: largest.bytes,
        mimeType: "image/jpeg",
        location: { _: "inputPhotoFileLocation", id, accessHash, fileReference, thumbSize: largest.type },
      };
    }
  }
  throw new TelewireError("NOT_FOUND");
}

function largestOf(size: tl.TypePhotoSize): { readonly type: string; readonly bytes: number }[] {
  if (size._ === "photoSize") return [{ type: size.type, bytes: size.size }];
  return size._ === "photoSizeProgressive" ? [{ type: size.type, bytes: size.sizes.at(-1) ?? 0 }] : [];
}

async function fileBytes(
  context: ActionContext,
  { dcId, location }: RemoteFile,
  offset: number,
  limit: number,
): Promise<Uint8Array> {
  const request = { _: "upload.getFile", location, offset, limit, precise: true } as const;
  const result = await atHome(context, request, dcId);
  if (result._ !== "upload.file") throw new TelewireError("TELEGRAM_ERROR", { details: { type: result._ } });
  return result.bytes;
}

/** FILE_MIGRATE_X names another DC than the message did. */
async function atHome(
  context: ActionContext,
  request: tl.upload.RawGetFileRequest,
  dcId: number,
): Promise<tl.upload.TypeFile> {
  const options = { timeoutMs: CALL_TIMEOUT_MS };
  try {
    return await context.call(request, { ...options, dcId });
  } catch (error) {
    const target = error instanceof TelewireError ? error.details["argument"] : undefined;
    if (telegramTypeOf(error) !== "FILE_MIGRATE" || typeof target !== "number") throw error;
    return context.call(request, { ...options, dcId: target });
  }
}

function infoOf({ sizeBytes, mimeType, fileName }: RemoteFile): MediaInfo {
  return { sizeBytes, mimeType, ...(fileName === undefined ? {} : { fileName }) };
}
