import { TelewireError } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";

const MAX_ISSUES = 20;

/**
 * Path, query and body of a request as one checked object. A body may be flat or the envelope
 * `{sessionId, params: {...}, options: {...}}`.
 * @throws TelewireError VALIDATION_FAILED
 */
export function readInput<Schema extends z.ZodObject>(
  schema: Schema,
  request: FastifyRequest,
  isUpload: boolean,
): z.output<Schema> {
  const hasBody = !isUpload && (request.method === "POST" || request.method === "PUT");
  const given = hasBody ? flatten(request.body) : request.query;
  const parsed = schema.safeParse({ ...(given as object), ...(request.params as object) });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => ({ field: path.map(String).join(".").slice(0, 100), problem: message.slice(0, 300) }));
  throw new TelewireError("VALIDATION_FAILED", { details: { problems } });
}

function flatten(body: unknown): object {
  if (body === undefined || body === null) return {};
  if (!isObject(body))
    throw new TelewireError("BAD_REQUEST", { details: { problem: "the body is not a JSON object" } });
  const { params, options, ...rest } = body;
  if (params !== undefined && !isObject(params))
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "params", problem: "not an object" }] },
    });
  if (options !== undefined && !isObject(options))
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "options", problem: "not an object" }] },
    });
  return { ...options, ...params, ...rest };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
