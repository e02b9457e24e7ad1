import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toInput } from "./jsonl.ts";
import { RuleSet } from "./rules.ts";

const evaluate = (rules: Parameters<typeof RuleSet.compile>[0], text: string, chatId = "1") =>
  RuleSet.compile(rules).evaluate(toInput({ text }), chatId);

describe("rules", () => {
  it("finds keywords in any case as whole words, at the right place", () => {
    const rules = [{ id: "k", kind: "keyword", pattern: "airdrop" }] as const;
    expect(evaluate(rules, "🚀 big AIRDROP today")).toEqual([
      { ruleId: "k", surface: "text", span: { offset: 7, length: 7 }, match: "AIRDROP" },
    ]);
    expect(evaluate(rules, "airdrops")).toEqual([]);
    expect(evaluate([{ id: "k", kind: "keyword", pattern: "drop", isWholeWord: false }], "airdrops")).toHaveLength(1);
    expect(evaluate([{ id: "k", kind: "keyword", pattern: "запуск" }], "Скоро ЗАПУСК!")).toHaveLength(1);
  });

  it("finds overlapping keywords of many rules in one pass", () => {
    const rules = ["he", "she", "his", "hers", "ushers"].map((pattern) => ({
      id: pattern,
      kind: "keyword" as const,
      pattern,
      isWholeWord: false,
    }));
    expect(
      evaluate(rules, "ushers")
        .map((hit) => hit.ruleId)
        .toSorted(),
    ).toEqual(["he", "hers", "she", "ushers"]);
  });

  it("keeps a rule to its chats, and looks at every surface", () => {
    const rules = [{ id: "r", kind: "regex", pattern: "stealth\\s+launch", chats: ["-100"] }] as const;
    expect(evaluate(rules, "Stealth  Launch", "1")).toEqual([]);
    expect(evaluate(rules, "Stealth  Launch", "-100")).toHaveLength(1);
    const hits = RuleSet.compile(rules).evaluate(toInput({ text: "", buttons: [{ text: "stealth launch" }] }), "-100");
    expect(hits).toEqual([{ ruleId: "r", surface: "button", match: "stealth launch" }]);
  });

  it("names every problem and still runs the right rules", () => {
    const set = RuleSet.compile([
      { id: "a", kind: "regex", pattern: "(" },
      { id: "b", kind: "keyword", pattern: " " },
      { id: "c", kind: "regex", pattern: "x".repeat(600) },
      { id: "d", kind: "regex", pattern: "(?:a{1,40}){1,40}b{1,900}" },
      { id: "e", kind: "keyword", pattern: "ok" },
      { id: "e", kind: "keyword", pattern: "no" },
    ]);
    expect(set.problems.map(({ ruleId, code }) => `${ruleId} ${code}`)).toEqual([
      "a invalid-regex",
      "b empty",
      "c too-long",
      expect.stringMatching(/^d (too-complex|invalid-regex)$/),
      "e duplicate-id",
    ]);
    expect(set.evaluate(toInput({ text: "ok" }), "1")).toHaveLength(1);
  });

  it("refuses what is linear, but has too many steps for each character", () => {
    const patterns = ["[a-z]{1,500}!x", ".{1,900}z", "(x|y|a){300}c", "(?:a{1,30}){1,30}b", "launch.{0,80}soon"];
    const set = RuleSet.compile(patterns.map((pattern) => ({ id: pattern, kind: "regex" as const, pattern })));
    expect(set.problems.map(({ ruleId, code }) => [ruleId, code])).toEqual(
      patterns.slice(0, 4).map((pattern) => [pattern, "too-complex"]),
    );
    expect(set.size).toBe(1);
  });

  it("takes time in proportion to the text for patterns that back-tracking engines choke on", () => {
    const set = RuleSet.compile(
      ["(a+)+$", "(a|aa)+$", "(.*a){12}x", "^(([a-z])+.)+[A-Z]([a-z])+$"].map((pattern, index) => ({
        id: String(index),
        kind: "regex" as const,
        pattern,
      })),
    );
    expect(set.problems).toEqual([]);
    expect(set.evaluate(toInput({ text: `${"a".repeat(4000)}!` }), "1").length).toBeLessThan(3);
  });
});

describe("many expressions in one pass", () => {
  it("find what another engine finds, cased or not", () => {
    const patterns = ["a+b", "(launch|presale) in \\d+", "^gm", "x$", "\\bMOON\\b", "(?:ab){2}", "[0-9]{3}", ".*z"];
    const rules = patterns.flatMap((pattern, index) =>
      [true, false].map((isCaseSensitive) => ({
        id: `${index}${isCaseSensitive}`,
        kind: "regex" as const,
        pattern,
        isCaseSensitive,
      })),
    );
    const set = RuleSet.compile(rules);
    const units = ["a", "b", "x", "z", "g", "M", "m", "O", "o", "N", "n", " ", "0", "3", "é", "😀", "\n"];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...units) }), (noise) => {
        for (const text of [noise, `gm ${noise} Launch in 5`, `${noise} moon aab x`]) {
          const found = set.evaluate(toInput({ text }), "1").map(({ ruleId }) => ruleId);
          const expected = rules.filter(({ pattern, isCaseSensitive }) =>
            new RegExp(pattern, isCaseSensitive ? "" : "i").test(text),
          );
          expect(found.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
        }
      }),
      { numRuns: 60 },
    );
  });
});
