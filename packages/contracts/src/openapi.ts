import { ERRORS } from "./errors.ts";
import type { ErrorCode } from "./errors.ts";
import { SchemaComponents } from "./json-schema.ts";
import type { Json } from "./json-schema.ts";
import { OPERATIONS } from "./operations.ts";
import type { Operation } from "./operations/operation.ts";
import { errorEnvelope, responseMeta } from "./rest.ts";

/** Codes that any operation can answer. */
const COMMON: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "VALIDATION_FAILED",
  "HEADERS_TOO_LARGE",
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
const BODY: readonly ErrorCode[] = ["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "REQUEST_TIMEOUT"];

/** The bytes of a file: in 3.1 an empty schema would do, but generators know them by this. */
const FILE = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

/** How a list stands in a query. */
const WITH_COMMAS = { style: "form", explode: false };

const TAGS: Readonly<Record<Operation["tag"], string>> = {
  auth: "Tokens, tickets, and logins of Telegram accounts.",
  sessions: "Telegram accounts that are logged in.",
  messages: "Reading, sending and changing messages.",
  media: "Files of messages.",
  chats: "Chats of an account.",
  telegram: "Calls of Telegram's own methods.",
  detections: "Contract addresses that were found, who called them, and alerts.",
  rules: "What alerts are raised on.",
  keys: "API keys and their rights.",
  audit: "Who did what.",
  system: "Health, numbers and configuration.",
};

/** Headers of answers. */
const HEADERS: Readonly<Record<string, string>> = {
  "X-Request-Id": "Of this request in the server's logs: the client's own, or one that was drawn.",
  "RateLimit-Limit": "Requests a minute in the tightest budget that this request drew on.",
  "RateLimit-Remaining": "How many of them are left.",
  "RateLimit-Reset": "Seconds until the budget is full again.",
  "Retry-After": "Seconds after which the request may be repeated, where that helps.",
  Link: 'The page about the error, as `rel="help"`.',
  ETag: "For `If-None-Match`; of a file, for `If-Range` as well.",
  "Idempotency-Replayed": "`true` where the answer is that of an earlier request with the key.",
};
const BUDGET = ["X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

/** What descriptions of operations share. */
interface Components {
  readonly schemas: SchemaComponents;
  readonly responses: Map<string, Json>;
  readonly parameters: Map<string, Json>;
}

/** The OpenAPI 3.1 document of every operation. */
export function openApiDocument(version: string): Json {
  const shared: Components = { schemas: new SchemaComponents(), responses: new Map(), parameters: new Map() };
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of Object.values<Operation>(OPERATIONS)) {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase()] = describe(operation, operation.method, operation.id, shared);
    if (operation.bytes === "download") item["head"] = describe(operation, "HEAD", `${operation.id}Headers`, shared);
    if (operation.hasPostAlias === true) item["post"] = describe(operation, "POST", `${operation.id}ByPost`, shared);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Telewire",
      version,
      description: [
        "Telegram user accounts as an API. Times are ISO 8601 in UTC, ids are decimal strings.",
        "A JSON body is flat, as described here, or an envelope of the same fields: `{sessionId, params: {...}, options: {...}}`.",
        "Fields that are not known are refused. Another method at an address is answered 405 with `Allow`.",
      ].join(" "),
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { secureCookie: [] }, { cookie: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Access token of createToken." },
        secureCookie: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-telewire_session",
          description:
            "Login of the dashboard over HTTPS, also behind a trusted proxy: the only cookie that counts there.",
        },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "telewire_session",
          description: "Login of the dashboard over plain HTTP.",
        },
      },
      headers: Object.fromEntries(
        Object.entries(HEADERS).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
      ),
      parameters: Object.fromEntries(shared.parameters),
      responses: Object.fromEntries(shared.responses),
      schemas: shared.schemas.schemas,
    },
  };
}

/** A part of a document, or what its reference names: `{"$ref": "#/components/..."}`. */
export function dereferenced(document: Json, part: unknown): unknown {
  const { $ref: reference, ...beside } = (part ?? {}) as { readonly $ref?: string };
  if (reference === undefined) return part;
  const found = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], document);
  return { ...(found as Json), ...beside };
}

function describe(operation: Operation, method: string, operationId: string, shared: Components): Json {
  const { tag, summary, access, path, input, errors = [], bytes } = operation;
  const schema = shared.schemas.of(input, "input");
  const properties = schema["properties"] as Record<string, Json>;
  const required = (schema["required"] ?? []) as readonly string[];
  const example = (operation.example ?? {}) as Json;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const isBody = (method === "POST" || method === "PUT") && bytes !== "upload";
  const parameter =
    (place: "path" | "query") =>
    (name: string): Json => ({
      name,
      in: place,
      required: place === "path" || required.includes(name),
      schema: properties[name],
      ...(properties[name]?.["type"] === "array" ? WITH_COMMAS : {}),
      ...descriptionOf(properties[name]),
      ...(name in example ? { example: example[name] } : {}),
    });
  const codes = [...COMMON, ...(access === "public" ? [] : IDENTITY), ...(isBody ? BODY : []), ...errors];
  return {
    operationId,
    tags: [tag],
    summary,
    ...(access === "public" ? { security: [] } : {}),
    ...(access === "public" || access === "authenticated" ? {} : { "x-scope": access }),
    parameters: [
      ...inPath.map(parameter("path")),
      ...(isBody ? [] : others.map(parameter("query"))),
      ...headersOf(operation, method),
    ].map((described) => sharedParameter(described, shared)),
    ...(isBody && others.length > 0 ? { requestBody: bodyOf(others, properties, required, example) } : {}),
    ...(bytes === "upload" ? { requestBody: { required: true, content: FILE } } : {}),
    responses: { ...successOf(operation, method, shared), ...errorResponses(codes, shared) },
  };
}

/** A parameter that is described in the same way everywhere stands once; where another has its name and place, in full. */
function sharedParameter(parameter: Json, { parameters }: Components): Json {
  const name = `${String(parameter["in"])}.${String(parameter["name"])}`;
  const known = parameters.get(name);
  if (known === undefined) parameters.set(name, parameter);
  else if (JSON.stringify(known) !== JSON.stringify(parameter)) return parameter;
  return { $ref: `#/components/parameters/${name}` };
}

function headersOf({ isRepeatable, hasETag, bytes }: Operation, method: string): Json[] {
  const header = (name: string, description: string, schema: Json = {}): Json => ({
    name,
    in: "header",
    required: false,
    schema: { type: "string", ...schema },
    description,
  });
  return [
    ...(isRepeatable === true
      ? [header("Idempotency-Key", "1 to 255 visible characters; good for 24 hours.", { pattern: "^[!-~]{1,255}$" })]
      : []),
    ...(hasETag === true && method === "GET" ? [header("If-None-Match", "`ETag` of an answer before.")] : []),
    ...(bytes === "download"
      ? [header("Range", "One range of bytes."), header("If-Range", "`ETag` of the first part.")]
      : []),
    ...(bytes === "upload"
      ? [header("X-Telewire-Content-SHA256", "Hex; needed by a signature.", { pattern: "^[0-9a-f]{64}$" })]
      : []),
  ];
}

function bodyOf(
  names: readonly string[],
  properties: Readonly<Record<string, Json>>,
  required: readonly string[],
  example: Json,
): Json {
  const schema = {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    required: names.filter((name) => required.includes(name)),
    additionalProperties: false,
  };
  const given = Object.fromEntries(Object.entries(example).filter(([name]) => names.includes(name)));
  return { required: schema.required.length > 0, content: { "application/json": { schema, example: given } } };
}

function headers(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function successOf(
  { data, bytes, hasETag, isRepeatable, creates }: Operation,
  method: string,
  { schemas }: Components,
): Json {
  const isTagged = bytes === "download" || (hasETag === true && method === "GET");
  const own = headers([
    ...BUDGET,
    ...(isTagged ? ["ETag"] : []),
    ...(isRepeatable === true ? ["Idempotency-Replayed"] : []),
  ]);
  const unchanged = { 304: { description: "The same as before.", headers: headers(["ETag"]) } };
  if (bytes === "download") {
    const content = method === "HEAD" ? {} : { content: FILE };
    return {
      200: { description: "The file.", headers: own, ...content },
      206: { description: "The range.", headers: own, ...content },
      ...unchanged,
    };
  }
  const schema = {
    type: "object",
    properties: {
      success: { const: true },
      data: schemas.of(data, "output"),
      meta: schemas.of(responseMeta, "output"),
    },
    required: ["success", "data", "meta"],
  };
  const done = { description: "Done.", headers: own, content: { "application/json": { schema } } };
  return {
    [creates === true ? 201 : 200]: done,
    ...(isTagged ? unchanged : {}),
  };
}

/** One response a status, with the codes that come under it; the same group of codes is described once. */
function errorResponses(codes: readonly ErrorCode[], { schemas, responses }: Components): Json {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const name = group.join(".");
      if (!responses.has(name))
        responses.set(name, {
          headers: headers([
            "X-Request-Id",
            "Link",
            ...(group.some((code) => ERRORS[code].retry === "after") ? ["Retry-After"] : []),
          ]),
          description: group.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join("\n\n"),
          content: { "application/json": { schema: schemas.of(errorEnvelope, "output") } },
        });
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function descriptionOf(schema: Json | undefined): Json {
  return typeof schema?.["description"] === "string" ? { description: schema["description"] } : {};
}
