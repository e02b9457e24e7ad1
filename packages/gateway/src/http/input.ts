import { isDeepStrictEqual } from "node:util";
import { TelewireError } from "@telewire/contracts";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";

const MAX_ISSUES = 20;

type Fields = Readonly<Record<string, unknown>>;
type Issue = z.core.$ZodIssue;
interface Problem {
  readonly field: string;
  readonly problem: string;
}

/**
 * Path, query and body of a request as one checked object. A body may be flat or the envelope
 * `{sessionId, params: {...}, options: {...}}`. No field is left out silently: one that stands where it does not count, or
 * twice with different values, is refused.
 * @throws TelewireError BAD_REQUEST, VALIDATION_FAILED
 */
export function readInput<Schema extends z.ZodObject>(
  schema: Schema,
  { method, body, query, params }: FastifyRequest,
  isUpload: boolean,
): z.output<Schema> {
  const isInBody = !isUpload && (method === "POST" || method === "PUT");
  const [given, elsewhere] = isInBody
    ? [fieldsOf(body), query as Fields]
    : [query as Fields, isUpload ? {} : fieldsOf(body)];
  const [misplaced] = Object.keys(elsewhere);
  if (misplaced !== undefined)
    return refuse([{ field: misplaced, problem: `belongs in the ${isInBody ? "body" : "query"}` }]);
  const parsed = schema.safeParse(joined([params as Fields, given]));
  return parsed.success ? parsed.data : refuse(parsed.error.issues.flatMap(problemsOf));
}

function fieldsOf(body: unknown): Fields {
  if (body === undefined) return {};
  if (!isObject(body))
    throw new TelewireError("BAD_REQUEST", { details: { problem: "the body is not a JSON object" } });
  const { params = {}, options = {}, ...flat } = body;
  if (!isObject(params)) return refuse([{ field: "params", problem: "is not an object" }]);
  if (!isObject(options)) return refuse([{ field: "options", problem: "is not an object" }]);
  return joined([flat, params, options]);
}

/** @throws TelewireError VALIDATION_FAILED when a field has different values */
function joined(parts: readonly Fields[]): Fields {
  // Without a prototype, `__proto__` is a field like others, and refused like them.
  const fields = Object.create(null) as Record<string, unknown>;
  for (const part of parts)
    for (const field of Object.keys(part)) {
      if (field in fields && !isDeepStrictEqual(fields[field], part[field]))
        return refuse([{ field, problem: "is given twice, with different values" }]);
      fields[field] = part[field];
    }
  return fields;
}

/** One for each field that is not known. */
function problemsOf({ path, message, ...issue }: Issue): Problem[] {
  const at = path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ field: at.join("."), problem: message }];
  return issue.keys.map((key) => ({ field: [...at, key].join("."), problem: "is not known" }));
}

function refuse(found: readonly Problem[]): never {
  const problems = found
    .slice(0, MAX_ISSUES)
    .map(({ field, problem }) => ({ field: field.slice(0, 100), problem: problem.slice(0, 300) }));
  throw new TelewireError("VALIDATION_FAILED", { details: { problems } });
}

/** What a schema cannot say of a field. */
export function invalid(field: string, problem: string): TelewireError {
  return new TelewireError("VALIDATION_FAILED", { details: { problems: [{ field, problem }] } });
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
