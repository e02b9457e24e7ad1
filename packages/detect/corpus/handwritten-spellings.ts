import { E, M, P, evm, found, nothing, sol } from "./drafts.ts";
import type { Draft } from "./item.ts";

const HEX = E.slice(2).toLowerCase();
const swapped = (text: string) => text.replace(/o/g, "0").replace(/1/g, "l");
const T = "TDqSquXBgUCLYvYC4XZgrprLK589dkhSCf";
const S = "Fn1o4mRtk7GLbqYo2ZpWvXh1sDcJ8eUo9NaKyTgQ3rBw";

const SUI = "0x4f2e63be8e7fe287836e29cde6f3d5cbc96eefd0c0e3f3747668faa2ae7324b0";
const APTOS = "0xe4ccb6d39136469f376242c31b34d10515c8eaaa38092f804db8e08a8f53c5b2";
const TON_RAW = "0:f3b9a7c2d4e1f60518273645546372819f0e1d2c3b4a5968778695a4b3c2d1e0";
const MEMPOOL = "MIIFszCCA5ugAwIBAgIUEwLV4kBMkkaGFmddtLu7sms+/BMwDQYJKoZIhvcNAQEL";
const sui = (address = `${SUI}::cat::CAT`) => ({ family: "sui", address, role: "token", chain: "sui" });
const aptos = { family: "aptos", address: `${APTOS}::moon_coin::MoonCoin`, role: "token", chain: "aptos" };
const raw = { family: "ton", address: TON_RAW, role: "token", chain: "ton" };
const styled = (text: string) =>
  text.replace(/[a-z]/g, (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97));
const every = (text: string, size: number, sign: string) => text.match(new RegExp(`.{1,${size}}`, "g"))!.join(sign);

/** A `0x` in words, characters swapped and split. */
export const SPELLINGS: readonly Draft[] = [
  ...[
    "zero x ",
    "Zero X ",
    "zerox ",
    "zero-x-",
    "oh x ",
    "0 ❌ ",
    "0️⃣✖️",
    "ноль икс ",
    "cero equis ",
    "零x",
    "()x",
  ].map((prefix) => found(prefix + HEX, evm())),
  found(`zero x ${HEX.slice(0, 20)} ${HEX.slice(20)}`, evm()),
  found(`CA on base: zero x ${HEX}`, evm(E, "token", "base")),
  nothing(`${HEX} fix: the zero x axis`),
  nothing(`null pointer x in ${HEX}`),
  found(`${swapped(S.slice(0, 22))} ${swapped(S.slice(22))}`, sol(S)),
  found(`${swapped(S.slice(0, 22))}\n${swapped(S.slice(22))}`, sol(S)),
  found(`${swapped(S.slice(0, 20))} 🚀 ${swapped(S.slice(20))}`, sol(S)),
  found(`new gem ${swapped(S.slice(0, 20))} and ${swapped(S.slice(20))} lfg`, sol(S)),
  found(`${swapped(P.slice(0, 22))}-${P.slice(22)}`, sol(P)),
  ...[" ", "\n", "-", " 🔥 ", " | "].flatMap((sign) => [
    found(`CA: ${every(SUI, 14, sign)}::cat::CAT lfg`, sui()),
    found(`sui CA: ${every(SUI, 14, sign)}`, sui(SUI)),
    found(every(`${APTOS}::moon_coin::MoonCoin`, 17, sign), aptos),
    found(`jetton ${every(TON_RAW, 13, sign)}`, raw),
  ]),
  found(`backwards: ${Array.from(T).toReversed().join("")}`, { family: "tron", address: T, role: "token" }),
  found(`read it right to left ${Array.from(S).toReversed().join("")}`, sol(S)),
  ...[M, P, E].flatMap((address) => {
    const expected = address === E ? evm() : sol(address);
    const [head, tail] = [address.slice(0, 22), address.slice(22)];
    const mirrored = Array.from(address).toReversed().join("");
    return [
      found(`CA \u202e${mirrored}\u202c`, expected),
      found(`just migrated\n\n\u202e${mirrored}\n\n2 sol in`, expected),
      found(`b) ${tail}\na) ${head}`, expected),
      found(`1️⃣${head}\n2️⃣${tail}`, expected),
      found(`②${tail} ①${head}`, expected),
    ];
  }),
  found(`1️⃣${M}\n2️⃣${P}`, sol(M), sol(P)),
  found(`CA without the first 6 chars: ${M.slice(6)}\nfirst 6: ${M.slice(0, 6)}`, sol(M)),
  found(`${P.slice(0, 43)} + p`, sol(P)),
  found(`${M.replace("K", "@")} @=K`, sol(M)),
  found(`CA ${M.replace("K", "?")} change ? to K`, sol(M)),
  found(
    `CA ${P.slice(0, 7)} ${P.slice(7, 14)}_${P.slice(14, 22)}-${P.slice(22, 30)}-${P.slice(30, 39)} ${P.slice(39)}`,
    sol(P),
  ),
  nothing("Name: $MOONCAT\nAddress: tz1GsPJukbFTfMRoMvTwTrvaYKjddiwqdFZW\nSupply: 1,000,000,000"),
  nothing("kontrak: 0x9b9b6971ed1aed7618633af9e0e510196637759\na liquidez foi queimada"),
  nothing("VK7JG-NPHTM-C97JM-9MPGT-3V66T and W269N-WFGWX-YVC9B-4J6C9-T83GX"),
  nothing("e4 e5 Nf3 Nc6 Bb5 a6 Ba4 Nf6 OO Be7 Re1 b5 Bb3 d6 c3 OO h3 Nb8 d4 Nbd7"),
  nothing("remove the word SCAM from your vocabulary, ThisIsAnAwfullyLongIdentifierWithSCAMInsideOfIt99"),
  found(`${SUI} :: cat :: CAT`, sui()),
  found(`${styled(SUI)}::cat::CAT`, sui()),
  found(`${every(SUI, 9, "\u200b")}::cat::CAT`, sui()),
  found(`0x2::coin::Coin<${SUI}::cat::CAT>`, sui()),
  found(`Sui gem 🌊\n\n$CAT\n\n${SUI}\n\nLFG`, sui(SUI)),
  found(styled(TON_RAW), raw),
  nothing(every(SUI, 16, " ")),
  nothing(`tx ${every(SUI, 22, "\n")}`),
  nothing("0x1::coin::CoinStore<T> and 0x2::kiosk::Kiosk"),
  nothing(`-----BEGIN CERTIFICATE-----\n${MEMPOOL}\n-----END CERTIFICATE-----`),
  nothing(
    "/GzTjxi+zygk8N53X57hG8f2h4nECMEJZh0PUUd+60wkyWs6I\nflc9nF9Ca/UHLbXwgpP5WW+uZPpY5Yse42O+tYHNbwKMeQ==\n# Issuer: CN=AddTrust O=AddTrust AB",
  ),
  nothing("EACZ,cAAc,EACd,aAAa,EACb,eAAe,EACf,YAAY,EACZ,aAAa,EACb,gBAAgB,EAChB,mBAAmB"),
  nothing("BunyanDeepObj average: 1.839ms\nWinstonDeepObj average: 5.604ms\nLogLevelDeepObj average: 11.716ms"),
  nothing("* [6720d57253](https://github.com/a/b/commit/6720d57253) (NickNaso)\n* 37b6c185ad (NickNaso)"),
  nothing("tested on CPython 2.6, CPython 2.7, CPython 3.3, CPython 3.4, PyPy and PyPy3"),
  nothing("set bits 0..6\n0xf3ffc07f = binary 11110011111111111100000001111111"),
  nothing("CsNaJs9eLs9iRvNuVvdyVv9yXwd2Zwt6axN6dxt%2Bfx%2BChyeGiyuGjyuCjyuGly%2BGlz"),
  nothing("StakeConfig11111111111111111111111111111111"),
  found(`${M.slice(0, 22)} and ${M.slice(22)} lfg`, sol(M)),
];
