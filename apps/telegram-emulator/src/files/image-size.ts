export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const DEFAULT_SIZE: ImageSize = { width: 640, height: 480 };
const PNG_MAGIC = 0x89504e47;

const jpegSize = (data: Buffer): ImageSize | undefined => {
  for (let at = 2; at + 9 < data.length;) {
    if (data[at] !== 0xff) return undefined;
    const marker = data[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return undefined;
};

/** Width and height of a PNG or JPEG; a default for anything else. */
export const imageSize = (bytes: Uint8Array): ImageSize => {
  const data = Buffer.from(bytes);
  if (data.length >= 24 && data.readUInt32BE(0) === PNG_MAGIC)
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
  return (data.length > 4 && data.readUInt16BE(0) === 0xffd8 ? jpegSize(data) : undefined) ?? DEFAULT_SIZE;
};
