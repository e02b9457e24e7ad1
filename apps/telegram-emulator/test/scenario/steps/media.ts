import { fails, type Scene, type Step, type TlRequest } from "../step.ts";
import { inputPeer } from "../town.ts";

/** A document in a chat, as the control API knows its file. */
const locate = async ({ control, notes, town }: Scene): Promise<TlRequest> => {
  const list = await control.get(`/messages?chatId=${town.own.id}`);
  const message = list.find(({ id }: { id: number }) => id === notes.get("document"));
  const { id, accessHash, fileReference } = message.media.document;
  return {
    _: "inputDocumentFileLocation",
    id: BigInt(longText(id)),
    accessHash: BigInt(longText(accessHash)),
    fileReference: Uint8Array.from(Object.values<number>(fileReference.data ?? fileReference)),
    thumbSize: "",
  };
};

/** Long values come out of JSON as their halves. */
const longText = ({ low, high }: { low: number; high: number }): string =>
  ((BigInt(high) << 32n) + BigInt(low >>> 0)).toString();

const getFile = async (scene: Scene, offset: number, limit: number): Promise<TlRequest> => ({
  _: "upload.getFile",
  location: await locate(scene),
  offset: BigInt(offset),
  limit,
});

const SIZE = 300_000;
const BIG_FILE = 4_711n;

/** Files up and down. */
export const MEDIA_STEPS: readonly Step[] = [
  {
    id: "send-document",
    description: "a file goes up and comes down the same",
    arrange: ({ town }) => ({ chat: town.own.id, size: SIZE, fileName: "data.bin" }),
    expected: { value: ["data.bin", SIZE, "same"] },
  },
  {
    id: "send-photo",
    description: "a picture becomes a photo",
    arrange: ({ town }) => ({ chat: town.own.id }),
    expected: { value: "photo" },
  },
  {
    id: "send-album",
    description: "an album is messages of one group",
    arrange: ({ town }) => ({ chat: town.own.id }),
    expected: { value: [2, 1] },
  },
  {
    id: "download-part",
    description: "a part of a file comes alone",
    arrange: async ({ control, notes, town }) => {
      const bytes = Buffer.alloc(20_480, 7).fill(9, 4096, 8192).toString("base64");
      const { id } = await control.post("/messages", {
        chatId: town.own.id,
        text: "part",
        document: { bytes, fileName: "part.bin" },
      });
      notes.set("document", id);
      return { chat: town.own.id, id, offset: 4096, limit: 4096 };
    },
    expected: { value: [4096, 9] },
  },
  {
    id: "download-other-dc",
    description: "a photo of another data centre is fetched there",
    arrange: async ({ control, town }) => {
      const { id } = await control.post("/messages", {
        chatId: town.own.id,
        text: "far",
        photo: { size: 5000, dc: 4 },
      });
      return { chat: town.own.id, id };
    },
    expected: { value: 5000 },
  },
  {
    id: "file-range",
    description: "upload.getFile answers the bytes asked for",
    call: (scene) => getFile(scene, 8192, 4096),
    observe: ({ bytes }) => {
      const content = Buffer.from(bytes, "base64");
      return [content.length, content[0]];
    },
    expected: { value: [4096, 7] },
  },
  {
    id: "file-offset",
    description: "an offset that is no multiple of 4 KB is refused",
    call: (scene) => getFile(scene, 1000, 4096),
    expected: fails("OFFSET_INVALID"),
  },
  {
    id: "file-limit",
    description: "so is a part that crosses a megabyte",
    call: (scene) => getFile(scene, 1_044_480, 8192),
    expected: fails("LIMIT_INVALID"),
  },
  {
    id: "file-reference",
    description: "a stale file reference is refused",
    call: async (scene) => {
      const request = await getFile(scene, 0, 4096);
      await scene.control.post("/files/expire", {});
      return request;
    },
    expected: fails("FILE_REFERENCE_EXPIRED"),
  },
  {
    id: "file-again",
    description: "the message fetched again has a good one",
    call: (scene) => getFile(scene, 0, 4096),
    observe: ({ _: name }) => name,
    expected: { value: "file" },
  },
  {
    id: "big-part",
    description: "a part of a big file is kept",
    call: () => ({
      _: "upload.saveBigFilePart",
      fileId: BIG_FILE,
      filePart: 0,
      fileTotalParts: 2,
      bytes: new Uint8Array(1024),
    }),
    expected: { value: true },
  },
  {
    id: "big-part-size",
    description: "a part of an odd size is refused",
    call: () => ({
      _: "upload.saveBigFilePart",
      fileId: BIG_FILE,
      filePart: 0,
      fileTotalParts: 2,
      bytes: new Uint8Array(1000),
    }),
    expected: fails("FILE_PART_SIZE_INVALID"),
  },
  {
    id: "missing-part",
    description: "a file whose part is missing is not sent",
    call: ({ town }) => ({
      _: "messages.uploadMedia",
      peer: inputPeer(town.own),
      media: {
        _: "inputMediaUploadedDocument",
        file: { _: "inputFileBig", id: BIG_FILE, parts: 2, name: "big.bin" },
        mimeType: "application/octet-stream",
        attributes: [],
      },
    }),
    expected: fails("FILE_PART_1_MISSING"),
  },
  {
    id: "web-page",
    description: "a link has a preview",
    call: () => ({ _: "messages.getWebPagePreview", message: "see https://example.org/page" }),
    observe: (answer) => (answer.media ?? answer).webpage.url,
    expected: { value: "https://example.org/page" },
  },
];
