import { describe, expect, it } from "vitest";
import { detect } from "./detect.ts";

const MINT = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU";

describe("detect", () => {
  it("finds a mint in text, with its span in UTF-16", () => {
    const [finding] = detect({ text: `🚀 ${MINT}`, entities: [], surfaces: {} });
    expect(finding).toMatchObject({
      family: "solana",
      address: MINT,
      surface: "text",
      span: { offset: 3, length: 44 },
    });
  });

  it("finds an EVM contract in a button, canonical in lower case, shown in EIP-55", () => {
    const [finding] = detect({
      text: "buy",
      entities: [],
      surfaces: { buttons: [{ text: "Buy", url: "https://x.example/0x6982508145454ce325ddbe47a25d4ec3d2311933" }] },
    });
    expect(finding).toMatchObject({
      family: "evm",
      address: "0x6982508145454ce325ddbe47a25d4ec3d2311933",
      display: "0x6982508145454Ce325dDbE47a25d4ec3d2311933",
      surface: "button",
    });
  });

  it("leaves wrapped SOL and signatures alone", () => {
    expect(
      detect({
        text: `So11111111111111111111111111111111111111112 ${MINT}${MINT.slice(1)}`,
        entities: [],
        surfaces: {},
      }),
    ).toEqual([]);
  });
});
