import { isUtf8 } from "node:buffer";
import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Deeper than any input; what walks through a value by calling itself must come to its end. */
const MAX_DEPTH = 64;
/** Content types may name it, though JSON has no other (RFC 8259, 8.1). */
const CHARSET = /;\s*charset\s*=\s*"?(?<name>[^\s;"]+)/i;
const OPENING = new Set(Buffer.from("[{"));
const CLOSING = new Set(Buffer.from("]}"));
const [QUOTE, BACKSLASH] = Buffer.from('"\\') as unknown as readonly [number, number];

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it came, for the signature. */
    rawBody: Buffer | null;
  }
}

/** Only JSON is read, once, and kept as it came. */
export function readJson(server: FastifyInstance): void {
  server.decorateRequest("rawBody", null);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    (request: FastifyRequest, body, done) => {
      request.rawBody = body;
      if (body.length === 0) return done(null, undefined);
      try {
        done(null, parsed(request, body));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** @throws TelewireError UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST */
function parsed({ headers }: FastifyRequest, body: Buffer): unknown {
  const { "content-encoding": encoding = "identity", "content-type": type = "" } = headers;
  if (encoding.toLowerCase() !== "identity")
    throw new TelewireError("UNSUPPORTED_MEDIA_TYPE", { details: { problem: "the body is compressed" } });
  const charset = CHARSET.exec(type)?.groups?.["name"] ?? "utf-8";
  if (!/^(utf-?8|us-ascii)$/i.test(charset))
    throw new TelewireError("UNSUPPORTED_MEDIA_TYPE", { details: { problem: "the body's charset is not UTF-8" } });
  if (!isUtf8(body)) throw bad("the body is not UTF-8");
  if (isTooDeep(body)) throw bad(`the body is nested deeper than ${MAX_DEPTH}`);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw bad("the body is not JSON");
  }
}

function bad(problem: string): TelewireError {
  return new TelewireError("BAD_REQUEST", { details: { problem } });
}

/** Counts brackets outside of strings, before anything is made of them. */
function isTooDeep(json: Buffer): boolean {
  if (json.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText) at += Number(byte === BACKSLASH);
    else if (OPENING.has(byte) && ++depth > MAX_DEPTH) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}
