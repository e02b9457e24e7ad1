import { hash } from "node:crypto";
import { ERRORS } from "@telewire/contracts";
import type { TelewireError } from "@telewire/contracts";
import type { FastifyReply } from "fastify";
import type { JsonAnswer } from "./route.ts";

const HEAD = Buffer.from('{"success":true,"data":');

/** What an `ETag` is made of: the data, whatever the time that it took. */
export function entityTag(answer: JsonAnswer<unknown>): string {
  const data = "json" in answer ? Buffer.concat(answer.json) : JSON.stringify(answer.data);
  return `W/"${hash("sha1", data, "base64url")}"`;
}

/** The success envelope as bytes; ready JSON goes in as it is. */
export function successBytes(answer: JsonAnswer<unknown>, executionTimeMs: number): Buffer {
  const meta = {
    ...(answer.count === undefined ? {} : { count: answer.count }),
    ...(answer.hasMore === undefined ? {} : { hasMore: answer.hasMore }),
    executionTime: Math.round(executionTimeMs * 1000) / 1000,
  };
  const tail = Buffer.from(`,"meta":${JSON.stringify(meta)}}`);
  const data = "json" in answer ? answer.json : [Buffer.from(JSON.stringify(answer.data))];
  return Buffer.concat([HEAD, ...data, tail]);
}

/** Answers with the error envelope; what is unknown to the table is told as INTERNAL, without details. */
export function sendError(reply: FastifyReply, error: TelewireError, executionTimeMs: number): FastifyReply {
  const { code, message, details, retryAfterMs } = error;
  if (retryAfterMs !== undefined) reply.header("retry-after", Math.max(1, Math.ceil(retryAfterMs / 1000)));
  // RFC 8288: where to read about it.
  reply.header("link", `</docs/errors/${code}>; rel="help"`);
  if (ERRORS[code].status === 401)
    reply.header(
      "www-authenticate",
      `Bearer error="${code === "UNAUTHENTICATED" ? "invalid_request" : "invalid_token"}"`,
    );
  const body = {
    success: false,
    error: {
      code,
      message,
      details: retryAfterMs === undefined ? details : { ...details, retryAfter: Math.ceil(retryAfterMs / 1000) },
    },
    meta: { executionTime: Math.round(executionTimeMs * 1000) / 1000 },
  };
  return reply.code(error.status).type("application/json; charset=utf-8").send(JSON.stringify(body));
}
