import { z } from "zod";
import { ERRORS } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import { OPERATIONS } from "./operations.ts";
import type { Operation } from "./operations.ts";
import { errorEnvelope, responseMeta } from "./rest.ts";

type Json = Readonly<Record<string, unknown>>;

/** Codes that any operation can answer. */
const COMMON: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "VALIDATION_FAILED",
  "RATE_LIMITED",
  "BLOCKED",
  "OVERLOADED",
  "INTERNAL",
  "LOG_UNAVAILABLE",
  "ARCHIVE_UNAVAILABLE",
];
const IDENTITY: readonly ErrorCode[] = [
  "UNAUTHENTICATED",
  "INVALID_TOKEN",
  "TOKEN_EXPIRED",
  "FORBIDDEN",
  "SIGNATURE_REQUIRED",
  "INVALID_SIGNATURE",
  "CLOCK_SKEW",
  "REPLAYED_REQUEST",
  "CSRF_FAILED",
];
const BODY: readonly ErrorCode[] = ["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** The OpenAPI 3.1 document of every operation. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of Object.values<Operation>(OPERATIONS)) {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase()] = describe(operation, operation.method, operation.id);
    if (operation.hasPostAlias === true) item["post"] = describe(operation, "POST", `${operation.id}ByPost`);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Telewire",
      version,
      description: "Telegram user accounts as an API. Times are ISO 8601 in UTC, ids are decimal strings.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { cookie: [] }],
    tags: [...new Set(Object.values<Operation>(OPERATIONS).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Access token of createToken." },
        cookie: { type: "apiKey", in: "cookie", name: "telewire_session", description: "Login of the dashboard." },
      },
      schemas: { Error: schemaOf(errorEnvelope, "output") },
    },
  };
}

function describe(operation: Operation, method: string, operationId: string): Json {
  const { tag, summary, access, path, input, errors = [] } = operation;
  const schema = schemaOf(input, "input");
  const properties = schema["properties"] as Record<string, Json>;
  const required = (schema["required"] ?? []) as readonly string[];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const isBody = method === "POST";
  const parameter =
    (place: "path" | "query") =>
    (name: string): Json => ({
      name,
      in: place,
      required: place === "path" || required.includes(name),
      schema: properties[name],
      ...descriptionOf(properties[name]),
    });
  const codes = [...COMMON, ...(access === "public" ? [] : IDENTITY), ...(isBody ? BODY : []), ...errors];
  return {
    operationId,
    tags: [tag],
    summary,
    ...(access === "public" ? { security: [] } : {}),
    ...(access === "public" || access === "authenticated" ? {} : { "x-scope": access }),
    parameters: [...inPath.map(parameter("path")), ...(isBody ? [] : others.map(parameter("query")))],
    ...(isBody && others.length > 0 ? { requestBody: bodyOf(others, properties, required) } : {}),
    responses: { 200: successOf(operation), ...errorResponses(codes) },
  };
}

function bodyOf(
  names: readonly string[],
  properties: Readonly<Record<string, Json>>,
  required: readonly string[],
): Json {
  const schema = {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    required: names.filter((name) => required.includes(name)),
    additionalProperties: false,
  };
  return { required: schema.required.length > 0, content: { "application/json": { schema } } };
}

function successOf({ data }: Operation): Json {
  const schema = {
    type: "object",
    properties: { success: { const: true }, data: schemaOf(data, "output"), meta: schemaOf(responseMeta, "output") },
    required: ["success", "data", "meta"],
  };
  return { description: "Done.", content: { "application/json": { schema } } };
}

/** One response a status, with the codes that come under it. */
function errorResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join("\n\n"),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function descriptionOf(schema: Json | undefined): Json {
  return typeof schema?.["description"] === "string" ? { description: schema["description"] } : {};
}
