import { describe, expect, it } from "vitest";
import { explainJson, explainLine } from "./jsonl.ts";
import { REJECTS } from "./reject-codes.ts";
import type { RejectCode } from "./reject-codes.ts";

const KEY = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU";
const HASH = "0x9fc76417374aa880d4449a1f7f31ec597f00b1f6f3dd2d66f4c9c6c445836d8b";

/** A message for each reason to leave something out. */
const EXAMPLES: Readonly<Record<Exclude<RejectCode, "over-budget" | "too-many">, string>> = {
  ignored: "So11111111111111111111111111111111111111112",
  transaction: `https://solscan.io/tx/${KEY}${KEY}`,
  "hash-like": `look at ${HASH}`,
  "case-lost": `https://dexscreener.com/solana/${KEY.toLowerCase()}`,
  "not-an-address": `${KEY}${KEY}${KEY}`,
  "not-32-bytes": "zzKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
  "bad-checksum": "TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFS",
  "wrong-length": "0x6982508145454Ce325dDbE47a25d4ec3d231193",
  wordy: "CaptainSummerMachineTurboBananaFreedomWinter",
  "part-of-larger": `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${KEY.slice(1)}`,
  "secret-or-digest": `ssh fingerprint ${KEY}`,
  "other-chain": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
  "unrelated-site": `https://docs.google.com/document/d/${KEY}/edit`,
  incomplete: `${KEY.slice(0, 20)} is all I can say`,
};

describe("explain", () => {
  it.each(Object.entries(EXAMPLES))("gives the reason %s", (code, text) => {
    const { findings, rejects } = explainLine({ text });
    expect(findings).toEqual([]);
    expect(rejects).toContainEqual(expect.objectContaining({ code, reason: REJECTS[code as RejectCode] }));
  });

  it.each([
    ["button", { buttons: Array.from({ length: 40 }, () => ({ text: "gm ".repeat(40) })) }],
    [
      "button",
      {
        buttons: Array.from({ length: 40 }, (_, id) => ({ text: "go", url: `https://a.io/?${id}=${"x".repeat(200)}` })),
      },
    ],
    ["quote", { quote: "gm ".repeat(2000) }],
    [
      "joined",
      {
        previous: [1, 2].map((secondsBefore) => ({
          text: `${KEY.slice(20)} `.repeat(100),
          sameSender: true,
          secondsBefore,
        })),
      },
    ],
  ])("says what it leaves unread of too much: %s", (surface, more) => {
    const { findings, rejects } = explainLine({ text: `${KEY} and ${KEY.slice(0, 20)}`, ...more });
    expect(findings).toMatchObject([{ address: KEY, surface: "text" }]);
    expect(rejects).toContainEqual(
      expect.objectContaining({ code: "over-budget", surface, reason: REJECTS["over-budget"] }),
    );
  });

  it("reports every address of a full text, and says which of its buttons go beyond the most", () => {
    const address = (id: number) => `0x${id.toString(16).padStart(4, "0")}2508145454ce325ddbe47a25d4ec3d2311aa`;
    const text = Array.from({ length: 94 }, (_, id) => address(id)).join(" ");
    expect(explainLine({ text }).findings).toHaveLength(94);
    const buttons = Array.from({ length: 60 }, (_, id) => ({ text: address(id + 500) }));
    const { findings, rejects } = explainLine({ text, buttons });
    expect(findings).toHaveLength(128);
    expect(rejects).toContainEqual(expect.objectContaining({ code: "too-many", surface: "button" }));
  });

  it("shows findings with their evidence, from JSON or from plain text", () => {
    const plain = JSON.parse(explainJson(`CA: ${KEY.slice(0, 22)} ${KEY.slice(22)}`)) as unknown;
    expect(plain).toMatchObject({
      findings: [
        {
          address: KEY,
          transforms: ["spaces"],
          reasons: ["pieces-decode", "role-label"],
          span: { offset: 4, length: 45 },
        },
      ],
      rejects: [],
    });
    expect(
      JSON.parse(explainJson(JSON.stringify({ id: 7, text: "", buttons: [{ text: "copy", copy: KEY }] }))),
    ).toMatchObject({ id: 7, findings: [{ surface: "copyButton" }] });
  });
});
