import type { tl } from "@mtcute/core";
import Long from "long";

import type { EmulatorCore } from "../core.ts";
import type { StoredFile } from "../world/operations.ts";
import { imageSize } from "./image-size.ts";

export interface NewFile {
  readonly kind: "photo" | "document";
  readonly bytes: Uint8Array;
  readonly mimeType?: string | undefined;
  readonly fileName?: string | undefined;
  readonly dcId?: number | undefined;
  readonly attributes?: readonly tl.TypeDocumentAttribute[] | undefined;
}

interface Upload {
  readonly parts: Map<number, Uint8Array>;
  total: number;
}

const REFERENCE_BYTES = 16;
/** Parts that nobody sends are forgotten beyond this. */
const MAX_UPLOADS = 256;
const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;

/** Uploads in progress, and the files that messages refer to. */
export class Files {
  readonly #core: EmulatorCore;
  readonly #uploads = new Map<string, Upload>();
  #uploadBytes = 0;

  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  savePart(userId: number, fileId: string, part: number, bytes: Uint8Array): void {
    const name = `${userId}:${fileId}`;
    const upload = this.#uploads.get(name) ?? { parts: new Map<number, Uint8Array>(), total: 0 };
    this.#uploads.set(name, upload);
    const grown = bytes.length - (upload.parts.get(part)?.length ?? 0);
    upload.parts.set(part, Uint8Array.from(bytes));
    upload.total += grown;
    this.#uploadBytes += grown;
    while (this.#uploads.size > MAX_UPLOADS || (this.#uploadBytes > MAX_UPLOAD_BYTES && this.#uploads.size > 1))
      this.#forgetUpload(this.#uploads.keys().next().value ?? "");
  }

  #forgetUpload(name: string): void {
    this.#uploadBytes -= this.#uploads.get(name)?.total ?? 0;
    this.#uploads.delete(name);
  }

  /** The bytes of an upload; `undefined` when parts are missing, whose number is then given. */
  assemble(userId: number, fileId: string, parts: number): { bytes: Buffer } | { missingPart: number } {
    const name = `${userId}:${fileId}`;
    const upload = this.#uploads.get(name);
    const chunks: Uint8Array[] = [];
    for (let part = 0; part < parts; part++) {
      const chunk = upload?.parts.get(part);
      if (!chunk) return { missingPart: part };
      chunks.push(chunk);
    }
    this.#forgetUpload(name);
    return { bytes: Buffer.concat(chunks) };
  }

  create(spec: NewFile): StoredFile {
    const { random, world } = this.#core;
    const id = BigInt.asUintN(62, random.bytes(8).readBigUInt64LE(0)).toString();
    const file: StoredFile = {
      id,
      accessHash: world.derive64(`file:${id}`),
      dcId: spec.dcId ?? this.#core.homeDcId,
      date: world.nowSeconds,
      kind: spec.kind,
      mimeType: spec.mimeType ?? (spec.kind === "photo" ? "image/jpeg" : "application/octet-stream"),
      bytes: spec.bytes,
      reference: random.bytes(REFERENCE_BYTES).toString("hex"),
      ...(spec.fileName !== undefined && { fileName: spec.fileName }),
      ...(spec.kind === "photo" && imageSize(spec.bytes)),
    };
    world.commit({ t: "file", id, file });
    return file;
  }

  /** Makes every reference to the file stale; messages carry a new one from here on. */
  expireReference(id: string): void {
    const { random, world } = this.#core;
    const file = world.files.get(id);
    if (!file) throw new RangeError(`no file ${id}`);
    const renewed = { ...file, reference: random.bytes(REFERENCE_BYTES).toString("hex") };
    world.commit({ t: "file", id, file: renewed });
    for (const [owner, box] of world.boxes()) {
      for (const message of box.messages.values()) {
        const media = message.media && withReference(message.media, id, renewed.reference);
        if (media) world.commit({ t: "touch", box: owner, id: message.id, patch: { media } });
      }
    }
  }
}

const withReference = (media: tl.TypeMessageMedia, id: string, reference: string): tl.TypeMessageMedia | undefined => {
  const fileReference = Buffer.from(reference, "hex");
  if (media._ === "messageMediaPhoto" && media.photo?._ === "photo" && media.photo.id.toString() === id) {
    return { ...media, photo: { ...media.photo, fileReference } };
  }
  if (media._ === "messageMediaDocument" && media.document?._ === "document" && media.document.id.toString() === id) {
    return { ...media, document: { ...media.document, fileReference } };
  }
  return undefined;
};

const locationOf = (file: StoredFile) => ({
  id: Long.fromString(file.id),
  accessHash: Long.fromString(file.accessHash),
  fileReference: Buffer.from(file.reference, "hex"),
  date: file.date,
  dcId: file.dcId,
});

const tlPhoto = (file: StoredFile): tl.RawPhoto => {
  const { width: w = 640, height: h = 480 } = file;
  const small = { w: Math.max(1, Math.round(w / 2)), h: Math.max(1, Math.round(h / 2)) };
  return {
    _: "photo",
    ...locationOf(file),
    sizes: [
      { _: "photoSize", type: "m", ...small, size: file.bytes.length },
      { _: "photoSize", type: "x", w, h, size: file.bytes.length },
    ],
  };
};

const tlDocument = (file: StoredFile, attributes: readonly tl.TypeDocumentAttribute[] = []): tl.RawDocument => {
  const named = attributes.some(({ _ }) => _ === "documentAttributeFilename");
  const name: tl.TypeDocumentAttribute[] =
    named || file.fileName === undefined ? [] : [{ _: "documentAttributeFilename", fileName: file.fileName }];
  return {
    _: "document",
    ...locationOf(file),
    mimeType: file.mimeType,
    size: file.bytes.length,
    attributes: [...attributes, ...name],
  };
};

export const mediaOf = (file: StoredFile, attributes?: readonly tl.TypeDocumentAttribute[]): tl.TypeMessageMedia =>
  file.kind === "photo"
    ? { _: "messageMediaPhoto", photo: tlPhoto(file) }
    : { _: "messageMediaDocument", document: tlDocument(file, attributes) };
