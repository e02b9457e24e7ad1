import { describe, expect, it } from "vitest";
import { detect } from "./detect.ts";
import { detectLine } from "./jsonl.ts";

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
    ["a public key of SSH", "AAAAB3N\u200bzaC1yc2EAAAADAQABAAABgQC7vbqajDRETQEmAZADcd-UoCYCqkXjzGflKJ1nUkFsEW5kD3x"],
    ["a row of one letter behind a word", "🅲🅰ckGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG"],
    ["pieces of a JSON web token", "CA: eyJ_1Z4vhGDFSJNckQcw5Sa3DN90chIboByVKrN8d7eF-pOoSFJzP"],
  ])("leaves alone %s", (_what, text) => {
    expect(detect({ text, entities: [], surfaces: {} })).toEqual([]);
  });

  it("leaves alone a framework's type in a button's link", () => {
    const url = "https://a.io/0x1::coin::CoinStore<T>,0x2::kiosk::Kiosk";
    expect(detect({ text: "read", entities: [], surfaces: { buttons: [{ text: "More", url }] } })).toEqual([]);
  });

  it("marks an address where it is written, among words that a mark turns round", () => {
    const turned = Array.from(MINT).toReversed().join("");
    const cases = [
      ["CA \u202eflesruoy ti kool " + turned + " !enots\u202c gm", turned, ["reversed"]],
      [
        "CA \u202e 0x52908400098527886E0F7030069857D2E4169EE7 and more",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        [],
      ],
      [
        "CA \u202eon this line\n0x52908400098527886E0F7030069857D2E4169EE7",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        [],
      ],
    ] as const;
    for (const [text, written, transforms] of cases) {
      const [finding] = detect({ text, entities: [], surfaces: {} });
      expect(finding?.transforms).toEqual(transforms);
      expect(text.slice(finding?.span?.offset, finding!.span!.offset + finding!.span!.length)).toBe(written);
    }
  });

  it("takes earlier messages in any order", () => {
    const talk = Array.from({ length: 6 }, (_, index) => ({ text: `gm number ${index}`, secondsBefore: 90 - index }));
    const parts = [MINT.slice(0, 15), MINT.slice(15, 30)].map((part, index) => ({
      text: `${index + 1}/3 ${part}`,
      secondsBefore: 20 - index * 10,
    }));
    const previous = [...talk, ...parts].map((earlier) => ({ ...earlier, sameSender: true }));
    const message = { text: `3/3 ${MINT.slice(30)}`, previous };
    expect(detectLine(message).findings.map(({ address }) => address)).toEqual([MINT]);
    expect(detectLine({ ...message, previous: previous.toReversed() }).findings).toEqual(detectLine(message).findings);
  });

  it.each([
    [
      "shortened addresses",
      "Top buyers\n1. 7KEfeY...3Byf 41.5 SOL\n2. 4eaaS…fzYW 76.5 SOL\n3. 5iakz…uRQk 42.9 SOL\n4. 7h1d…1VFJ 46.9 SOL\n5. tuWa...Ehx6 42.2 SOL",
    ],
    ["codes, one of which holds the letters of CA", "códigos: JAqsy7Qy, LVLqBcwKvJfMY, Q8VP3CA2, jujDk1, 2RJ9KPGDG"],
  ])("joins no %s", (_what, text) => {
    expect(detect({ text, entities: [], surfaces: {} })).toEqual([]);
  });

  it.each([
    ["1/2 0x64 a8E8 0ad5 B479 BB1F\n2/2 BDE8 C257 76cD 40Af 664c C9", "0x64a8e80ad5b479bb1fbde8c25776cd40af664cc9"],
    ["1/2 2tVPGsX-x92quW-2j57b7Q\n2/2 83Xz7P-c2UbHbs2-jMWGHA5b-CQ", "2tVPGsXx92quW2j57b7Q83Xz7Pc2UbHbs2jMWGHA5bCQ"],
    ["第1段:6xwGRwkiT38BBuFj6qwV\n第2段:Twnp\u200bRdDk83Mi2S7Wbrwbonk", "6xwGRwkiT38BBuFj6qwVTwnpRdDk83Mi2S7Wbrwbonk"],
  ])("keeps the number of a part out of the key: %j", (text, address) => {
    expect(detect({ text, entities: [], surfaces: {} }).map((finding) => finding.address)).toEqual([address]);
  });

  it("tells a key that begins with eyJ from a JSON web token", () => {
    const key = "eyJ1Z4vhGDFSJNckQcw5Sa3DN9och1boByVKrN8d7eF";
    const find = (text: string) => detect({ text, entities: [], surfaces: {} }).map(({ address }) => address);
    expect(find(`CA: ${key} send it`)).toEqual([key]);
    expect(find(`token=${key}.${MINT}-${MINT}`)).toEqual([]);
  });
});
