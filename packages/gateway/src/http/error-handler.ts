import { ERRORS, TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { GatewayDependencies } from "../context.ts";
import { elapsedMs } from "./elapsed-time.ts";
import { sendError } from "./envelope.ts";

const OF_FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "BAD_REQUEST",
  FST_ERR_CTP_EMPTY_JSON_BODY: "BAD_REQUEST",
  FST_ERR_BAD_URL: "BAD_REQUEST",
  FST_ERR_MAX_PARAM_LENGTH: "BAD_REQUEST",
};

/** The one place where something thrown becomes an answer. */
export function answerError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { logger, metrics }: Pick<GatewayDependencies, "logger" | "metrics">,
): FastifyReply {
  const error = toTelewireError(thrown);
  const { fault } = ERRORS[error.code];
  const line = {
    err: error,
    code: error.code,
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url,
  };
  if (fault === "system") {
    metrics.add("errors");
    logger.error(line, "request failed");
  } else logger.debug(line, "request refused");
  return sendError(reply, error, elapsedMs(request));
}

function toTelewireError(thrown: unknown): TelewireError {
  const code = (thrown as Partial<FastifyError> | null)?.code;
  const known = (code === undefined ? undefined : OF_FASTIFY[code]) ?? ofFileServer(thrown);
  return known === undefined ? TelewireError.from(thrown) : new TelewireError(known, { cause: thrown });
}

/** The file server refuses odd paths (too long, with NUL, leading out) by statuses of its own: there is no such file. */
function ofFileServer(thrown: unknown): ErrorCode | undefined {
  const { statusCode, path } = (thrown ?? {}) as { readonly statusCode?: number; readonly path?: string };
  if (thrown instanceof TelewireError || statusCode === undefined || statusCode < 400 || statusCode > 499)
    return undefined;
  return statusCode === 403 || statusCode === 404 || path !== undefined ? "NOT_FOUND" : "BAD_REQUEST";
}
