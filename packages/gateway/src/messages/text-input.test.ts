import { expect, it } from "vitest";
import { textOf } from "./text-input.ts";

type Entities = Parameters<typeof textOf>[0]["entities"];

it.each<[string, string, NonNullable<Entities>[number]]>([
  ["entities.0", "ends after the text", { type: "bold", offset: 1, length: 2 }],
  ["entities.0.url", "belongs to a textUrl, and to it only", { type: "textUrl", offset: 0, length: 2 }],
  [
    "entities.0.url",
    "belongs to a textUrl, and to it only",
    { type: "bold", offset: 0, length: 2, url: "https://a.example" },
  ],
  ["entities.0.language", "belongs to a pre only", { type: "code", offset: 0, length: 2, language: "js" }],
])("formatting that Telegram would drop or refuse is named: %s %s", (field, problem, entity) => {
  expect(() => textOf({ text: "hi", entities: [entity] })).toThrow(
    expect.objectContaining({ code: "VALIDATION_FAILED", details: { problems: [{ field, problem }] } }),
  );
});

it("formatting goes on as it was given", () => {
  const entities: Entities = [
    { type: "textUrl", offset: 0, length: 2, url: "https://a.example" },
    { type: "pre", offset: 2, length: 1, language: "js" },
  ];
  expect(textOf({ text: "hi!", entities })).toEqual({ entities });
});
