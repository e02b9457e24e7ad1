import { expect, it } from "vitest";
import { typeWords } from "./type-words.ts";

it.each([
  [{ type: "string", minLength: 1, maxLength: 256 }, "string of 1 to 256 characters"],
  [{ type: "string", minLength: 1 }, "string (not empty)"],
  [{ type: "string", maxLength: 64, pattern: "^a$" }, "string like /^a$/"],
  [{ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, "integer 0 or more"],
  [{ type: "array", maxItems: 10, items: { type: "string" } }, "list of string, up to 10"],
  [{ enum: ["a", "b"] }, '"a" or "b"'],
  [{ anyOf: [{ type: "boolean" }, { type: "null" }, { const: 1 }] }, "boolean or null or 1"],
  [{ type: "object", properties: { url: {}, copy: {} } }, "object {url, copy}"],
  [{ type: "string", format: "date-time", pattern: "x" }, "string (date-time)"],
  [{ $ref: "#/components/schemas/Message" }, "Message"],
  [{}, "anything"],
])("says %o", (schema, words) => {
  expect(typeWords(schema)).toBe(words);
});
