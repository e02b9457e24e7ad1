import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHAINS } from "./registry.ts";

const FOLDER = new URL("../../../../vectors/addresses/", import.meta.url);
const lines = (file: string) => readFileSync(new URL(file, FOLDER), "utf8").trimEnd().split("\n");

describe.each(CHAINS)("$family", (chain) => {
  it("reads every valid spelling to its canonical key", () => {
    const wrong = lines(`${chain.family}_valid.txt`).filter((line) => {
      const [written = "", address] = line.split(" ");
      const parsed = chain.parse(written);
      return parsed?.family !== chain.family || parsed.address !== address;
    });
    expect(wrong).toEqual([]);
  });

  it("reads nothing from an invalid spelling", () => {
    expect(lines(`${chain.family}_invalid.txt`).filter((line) => chain.parse(line) !== undefined)).toEqual([]);
  });
});
