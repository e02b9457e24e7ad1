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

  it.each([
    ["words in a row, in a link", "https://a.io/CaptainMarketingFreedomDragonDragonTomorrow"],
    [
      "words in a row, in the link of a chart",
      "https://dexscreener.com/solana/CaptainMarketingFreedomDragonDragonTomorrow",
    ],
    ["hex digits that spell a key with `o` for 0", "first 0xaBFd451BDA0370fa7594A010 then AFC83A025AC1CDi93"],
    ["pieces of a JSON web token", "CA: eyJ_1Z4vhGDFSJNckQcw5Sa3DN90chIboByVKrN8d7eF-pOoSFJzP"],
  ])("leaves alone %s", (_what, text) => {
    expect(detect({ text, entities: [], surfaces: {} })).toEqual([]);
  });

  it("leaves alone a framework's type in a button's link", () => {
    const url = "https://a.io/0x1::coin::CoinStore<T>,0x2::kiosk::Kiosk";
    expect(detect({ text: "read", entities: [], surfaces: { buttons: [{ text: "More", url }] } })).toEqual([]);
  });

  it("tells a key that begins with eyJ from a JSON web token", () => {
    const key = "eyJ1Z4vhGDFSJNckQcw5Sa3DN9och1boByVKrN8d7eF";
    const find = (text: string) => detect({ text, entities: [], surfaces: {} }).map(({ address }) => address);
    expect(find(`CA: ${key} send it`)).toEqual([key]);
    expect(find(`token=${key}.${MINT}-${MINT}`)).toEqual([]);
  });
});
