import type { OPERATIONS } from "@telewire/contracts";
import { TelewireError } from "@telewire/contracts/errors";
import type { z } from "zod";
import { backoffMs, delay } from "./delay.ts";
import { requestOf } from "./request.ts";
import { ROUTES } from "./routes.ts";
import type { Reply, Transport } from "./transport.ts";

/** Bytes that are at hand, so that their hash can be signed and the upload repeated. */
export type FileToUpload = Uint8Array<ArrayBuffer> | Blob;

export interface DownloadOptions {
  /** Default 0. */
  readonly fromByte?: number;
  readonly signal?: AbortSignal;
}

const MAX_RESUMES = 5;

type Input<Id extends "uploadMedia" | "downloadMedia"> = z.input<(typeof OPERATIONS)[Id]["input"]>;
type Uploaded = z.output<(typeof OPERATIONS)["uploadMedia"]["data"]>;

export async function uploadFile(
  transport: Transport,
  input: Input<"uploadMedia">,
  file: FileToUpload,
  signal: AbortSignal | undefined,
): Promise<Reply<Uploaded>> {
  const { method, path, query } = requestOf(ROUTES.uploadMedia, input);
  const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : file;
  return transport.request<Uploaded>(method, path, {
    query,
    bytes,
    isIdempotent: true,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Goes on after a break with a range; each piece that came resets the count of breaks. */
export async function* downloadFile(
  transport: Transport,
  input: Input<"downloadMedia">,
  { fromByte = 0, signal }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { method, path, query } = requestOf(ROUTES.downloadMedia, input);
  let offset = fromByte;
  let etag: string | null = null;
  for (let breaks = 0; ; breaks++) {
    const response = await transport.open(method, path, {
      query,
      isIdempotent: true,
      headers: {
        ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }),
        ...(etag === null ? {} : { "If-Range": etag }),
      },
      ...(signal === undefined ? {} : { signal }),
    });
    // The file was changed meanwhile: its parts do not fit together.
    if (offset > 0 && response.status !== 206) throw new TelewireError("CONFLICT");
    etag = response.headers.get("etag");
    try {
      for await (const piece of piecesOf(response)) {
        offset += piece.length;
        breaks = 0;
        yield piece;
      }
      return;
    } catch (cause) {
      signal?.throwIfAborted();
      if (breaks >= MAX_RESUMES) throw new TelewireError("TIMEOUT", { cause });
      await delay(backoffMs(breaks), signal);
      signal?.throwIfAborted();
    }
  }
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
