import type { SeededRandom } from "@telewire/testing/seeded-random";
import { dereferenced, openApiDocument } from "@telewire/contracts";
import { HOSTILE, HOSTILE_HEADERS } from "./hostile-values.ts";
import { valueFor } from "./schema-value.ts";
import type { Schema } from "./schema-value.ts";

/** One request of a fuzz run. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Target {
  readonly path: string;
  readonly method: string;
  readonly operation: Described;
}

/** Every operation of the OpenAPI document, its POST aliases and HEAD included. */
export function targets(): readonly Target[] {
  const document = openApiDocument("1");
  const paths = inlined(document["paths"], document, 0) as Readonly<
    Record<string, Readonly<Record<string, Described>>>
  >;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

/** Deeper than any schema but those that contain themselves. */
const MAX_DEPTH = 40;

/** References replaced by what they name. */
function inlined(part: unknown, document: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (typeof part !== "object" || part === null || depth > MAX_DEPTH) return part;
  if (Array.isArray(part)) return part.map((item) => inlined(item, document, depth + 1));
  const found = dereferenced(document, part) as object;
  return Object.fromEntries(Object.entries(found).map(([name, inner]) => [name, inlined(inner, document, depth + 1)]));
}

/** A request to `target`: mostly as the document says, with wrong, borderline and hostile values strewn in. */
export function makeRequest({ path, method, operation }: Target, token: string, draw: SeededRandom): FuzzRequest {
  const text = (value: unknown): string =>
    encodeURIComponent((typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed());
  const value = (name: string, schema: Schema): unknown =>
    draw.chance(0.65) ? valueFor(name, schema, draw) : draw.pick(HOSTILE);
  const inPath = new Map(
    operation.parameters.filter((item) => item.in === "path").map((item) => [item.name, item.schema]),
  );
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => text(value(name, inPath.get(name) ?? {})));
  const query = operation.parameters
    .filter((item) => item.in === "query" && draw.chance(0.6))
    .map(({ name, schema }) => `${name}=${text(value(name, schema))}`);
  if (draw.chance(0.04))
    query.push(draw.pick(["unknown=1", "__proto__=1", "limit=1&limit=2", "a[b]=c", "=", "%ff=%fe"]));
  const body = bodyOf(operation, draw, value);
  return {
    method: draw.chance(0.02) ? draw.pick(["PATCH", "PUT", "OPTIONS", "DELETE"]) : method,
    path: filled + (query.length > 0 ? `?${query.join("&")}` : ""),
    body: body?.text ?? null,
    headers: {
      ...(draw.chance(0.9) ? { authorization: `Bearer ${token}` } : {}),
      ...(body === null ? {} : { "content-type": body.type, "content-length": String(Buffer.byteLength(body.text)) }),
      ...(draw.chance(0.15) ? draw.pick(HOSTILE_HEADERS) : {}),
    },
  };
}

function bodyOf(
  { requestBody }: Described,
  draw: SeededRandom,
  value: (name: string, schema: Schema) => unknown,
): { readonly text: string; readonly type: string } | null {
  if (requestBody === undefined) return null;
  const schema = requestBody.content["application/json"]?.schema;
  if (schema === undefined) return { text: "bytes of a file", type: "application/octet-stream" };
  if (draw.chance(0.04))
    return {
      text: draw.pick(["", "{", "[".repeat(50_000), "null", "1", '"x"', "\u0000", '{"a":1}}']),
      type: "application/json",
    };
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => draw.chance(required.has(name) ? 0.95 : 0.4))
    .map(([name, field]) => [name, value(name, field)] as const);
  if (draw.chance(0.04))
    fields.push([draw.pick(["unknown", "__proto__", "constructor", "params"]), draw.pick(HOSTILE)]);
  const given = Object.fromEntries(fields);
  const shaped = draw.chance(0.15) ? { params: given } : given;
  return {
    text: JSON.stringify(shaped),
    type: draw.chance(0.03) ? draw.pick(["text/plain", "application/xml", "multipart/form-data"]) : "application/json",
  };
}
