import { expect, it } from "vitest";
import { asyncApiDocument } from "./asyncapi.ts";
import { ERRORS } from "./errors.ts";
import { dereferenced, openApiDocument } from "./openapi.ts";
import { OPERATIONS } from "./operations.ts";
import type { Operation } from "./operations/operation.ts";
import { TOPICS } from "./realtime.ts";

interface Described {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: unknown;
  }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security?: readonly unknown[];
}

const document = openApiDocument("1.0.0");
const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Described>>>>;

it("describes every operation, and nothing else", () => {
  const described = Object.values(paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId.replace(/(ByPost|Headers)$/, "")),
  );
  expect([...new Set(described)].toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
});

it("shows an example of each input, which is one", () => {
  const wrong = Object.values<Operation>(OPERATIONS).filter(({ example, input }) => !input.safeParse(example).success);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it("names path parameters, query parameters and error codes", () => {
  const poll = paths["/api/v1/messages/poll/{chatId}"]?.["get"];
  const parameters = poll?.parameters.map((part) => dereferenced(document, part) as typeof part);
  expect(parameters?.map(({ name, in: place, required }) => [name, place, required])).toEqual([
    ["chatId", "path", true],
    ["sessionId", "query", true],
    ["cursor", "query", false],
    ["limit", "query", false],
    ["wait", "query", false],
    ["includeMedia", "query", false],
  ]);
  expect(dereferenced(document, poll?.responses["410"])).toHaveProperty(
    "description",
    expect.stringContaining(ERRORS.CURSOR_EXPIRED.message),
  );
  expect(paths["/api/v1/auth/token"]?.["post"]?.security).toEqual([]);
});

/** Every reference in a document. */
function referencesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) =>
    name === "$ref" && typeof inner === "string" ? [inner] : referencesIn(inner),
  );
}

it.each([
  ["OpenAPI", openApiDocument("1.0.0")],
  ["AsyncAPI", asyncApiDocument("1.0.0")],
])("names what several places of the %s document share, and nothing that is not there", (_name, whole) => {
  const references = new Set(referencesIn(whole));
  expect(references).toContain("#/components/schemas/Message");
  for (const $ref of references) expect(dereferenced(whole, { $ref })).not.toEqual({});
  const { schemas } = whole["components"] as { readonly schemas: object };
  const used = [...references].filter((reference) => reference.startsWith("#/components/schemas/"));
  expect(used.map((reference) => reference.slice(21)).toSorted()).toEqual(Object.keys(schemas).toSorted());
});

it("tells bounds and defaults of numbers, lists and flags, whatever text stands for them in a query", () => {
  const { parameters } = document["components"] as { readonly parameters: Readonly<Record<string, object>> };
  expect(parameters["query.limit"]).toMatchObject({
    schema: { type: "integer", minimum: 1, maximum: 100, default: 50 },
  });
  expect(parameters["query.includeMedia"]).toMatchObject({ schema: { type: "boolean", default: true } });
  expect(parameters["query.chats"]).toMatchObject({
    explode: false,
    schema: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 50 },
    example: ["-1001234567890", "-1009876543210"],
  });
});

it("tells which operations create something", () => {
  const creating = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId, responses }) => ("201" in responses ? [operationId] : [])),
  );
  expect(creating).toEqual(["createRule", "createKey", "rotateKey"]);
});

it("has no schema that contains itself: generators make types of it that do not compile", () => {
  const { schemas } = document["components"] as { readonly schemas: Readonly<Record<string, unknown>> };
  const within = (names: readonly string[]): string[] => {
    const [first] = names;
    const inner = referencesIn(schemas[names.at(-1) ?? ""]).map((reference) => reference.slice(21));
    return inner.flatMap((name) => (name === first ? [name] : names.includes(name) ? [] : within([...names, name])));
  };
  expect(Object.keys(schemas).flatMap((name) => within([name]))).toEqual([]);
});

it("describes every topic with its frames", () => {
  const { channels, components } = asyncApiDocument("1.0.0") as {
    readonly channels: Record<string, { messages: Record<string, { $ref: string }> }>;
    readonly components: { readonly messages: object };
  };
  expect(Object.keys(channels)).toEqual(Object.keys(TOPICS));
  for (const { messages } of Object.values(channels))
    for (const name of Object.keys(messages)) expect(components.messages).toHaveProperty(name);
});
