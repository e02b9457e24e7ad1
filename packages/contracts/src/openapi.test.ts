import { expect, it } from "vitest";
import { asyncApiDocument } from "./asyncapi.ts";
import { ERRORS } from "./errors.ts";
import { openApiDocument } from "./openapi.ts";
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

const paths = openApiDocument("1.0.0")["paths"] as Readonly<Record<string, Readonly<Record<string, Described>>>>;

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
  expect(poll?.parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
    ["chatId", "path", true],
    ["sessionId", "query", true],
    ["cursor", "query", false],
    ["limit", "query", false],
    ["wait", "query", false],
    ["includeMedia", "query", false],
  ]);
  expect(poll?.responses["410"]?.description).toContain(ERRORS.CURSOR_EXPIRED.message);
  expect(paths["/api/v1/auth/token"]?.["post"]?.security).toEqual([]);
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
