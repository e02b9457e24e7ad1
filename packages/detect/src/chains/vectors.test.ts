import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHAINS } from "./registry.ts";

const FOLDER = new URL("../../../../vectors/addresses/", import.meta.url);
const lines = (file: string) => readFileSync(new URL(file, FOLDER), "utf8").trimEnd().split("\n");

describe.each(CHAINS)("$family", (chain) => {
  it("reads every valid spelling to its canonical key", () => {
    for (const line of lines(`${chain.family}_valid.txt`)) {
      const [written = "", address] = line.split(" ");
      expect(chain.parse(written), written).toMatchObject({ family: chain.family, address });
    }
  });

  it("reads nothing from an invalid spelling", () => {
    for (const line of lines(`${chain.family}_invalid.txt`)) expect(chain.parse(line), line).toBeUndefined();
  });
});
