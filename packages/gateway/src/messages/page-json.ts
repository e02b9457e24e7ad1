const COMMA = Buffer.from(",");

/** `{"<field>":[...],"nextCursor":...}` from entries that are JSON already. */
export function joinJson(field: string, entries: readonly Uint8Array[], nextCursor: string | null): Uint8Array[] {
  const pieces: Uint8Array[] = [Buffer.from(`{"${field}":[`)];
  for (const [index, entry] of entries.entries()) {
    if (index > 0) pieces.push(COMMA);
    pieces.push(entry);
  }
  pieces.push(Buffer.from(`],"nextCursor":${JSON.stringify(nextCursor)}}`));
  return pieces;
}

/** An entry that is JSON already, without what it tells of a file. */
export function withoutMedia(json: Uint8Array): Buffer {
  const { media: _media, ...entry } = JSON.parse(Buffer.from(json).toString("utf8")) as Readonly<
    Record<string, unknown>
  >;
  return Buffer.from(JSON.stringify(entry));
}
