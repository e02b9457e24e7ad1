import { describe, expect, it } from "vitest";
import { ReputationBook } from "./reputation.ts";

const DAY = 86_400_000;

describe("reputation", () => {
  it("knows nothing of strangers", () => {
    expect(new ReputationBook().of("sender", "1", 0)).toMatchObject({
      score: 50,
      certainty: 0,
      explanation: ["nothing is known yet"],
    });
  });

  it("rises with good outcomes, falls with bad ones, and says why", () => {
    const book = new ReputationBook();
    for (let call = 0; call < 10; call++) {
      book.record("sender", "good", "first", 0);
      book.record("sender", "good", "valid", 0);
      book.record("sender", "bad", "missing", 0);
    }
    book.record("sender", "bad", "retracted", 0);
    const good = book.of("sender", "good", 0);
    const bad = book.of("sender", "bad", 0);
    expect(good.score).toBeGreaterThan(80);
    expect(bad.score).toBeLessThan(25);
    expect(good.explanation[0]).toBe("+ called first: 10");
    expect(bad.explanation).toContain("- call taken back: 1");
  });

  it("forgets by halves, towards the unknown", () => {
    const book = new ReputationBook({ halfLifeMs: DAY });
    for (let call = 0; call < 20; call++) book.record("channel", "1", "missing", 0);
    expect(book.of("channel", "1", DAY).counts.missing).toBeCloseTo(10);
    expect(book.of("channel", "1", 30 * DAY).score).toBeCloseTo(50, 0);
    expect(book.of("channel", "1", DAY * 1.3).explanation).toEqual(["- call of which nothing is on chain: 8"]);
    expect(book.of("channel", "1", DAY * 6).explanation).toEqual(["- call of which nothing is on chain, long ago"]);
  });

  it("weighs an outcome that arrives late by its own age, and takes one back", () => {
    const book = new ReputationBook({ halfLifeMs: DAY });
    book.record("sender", "1", "first", 2 * DAY);
    book.record("sender", "1", "first", DAY);
    expect(book.of("sender", "1", 2 * DAY).counts.first).toBeCloseTo(1.5);
    book.record("sender", "1", "first", 2 * DAY, -1);
    expect(book.of("sender", "1", 2 * DAY).counts.first).toBeCloseTo(0.5);
  });

  it("keeps memory bounded and survives a restart", () => {
    const book = new ReputationBook({ maxSubjects: 2 });
    for (const id of ["a", "b", "c"]) book.record("forward", id, "spread", 5);
    expect(book.size).toBe(2);
    const again = ReputationBook.fromState(JSON.parse(JSON.stringify(book.toState())));
    expect(again.of("forward", "c", 9)).toEqual(book.of("forward", "c", 9));
  });
});
