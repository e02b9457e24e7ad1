import type { DetectionEntry } from "@telewire/contracts";
import { expect, it } from "vitest";
import { explorerUrl, safeUrl } from "./explorer.ts";

it("follows web links only", () => {
  expect(safeUrl("https://example.org/x")).toBe("https://example.org/x");
  for (const url of [
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//x",
    "nonsense",
    " java\nscript:alert(1)",
  ])
    expect(safeUrl(url)).toBeUndefined();
});

it("escapes an address into the explorer's path", () => {
  expect(explorerUrl({ family: "evm", chain: "base", display: "0xAb/../x" } as DetectionEntry)).toBe(
    "https://basescan.org/address/0xAb%2F..%2Fx",
  );
});
