import { E, F, L, M, P, W, evm, found, nothing, sol } from "./drafts.ts";
import type { Draft } from "./item.ts";

const HEX = E.slice(2).toLowerCase();
const pieces = (text: string, ...at: number[]) =>
  [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
const every = (text: string, size: number, sign: string) => text.match(new RegExp(`.{1,${size}}`, "g"))!.join(sign);
const mirrored = (text: string) => Array.from(text).toReversed().join("");
const boxed = (text: string) =>
  text.replace(/[a-f]/g, (letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 97));
const raised = (text: string) => text.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!);
const [one, two, three] = pieces(M, 14, 29) as [string, string, string];
const T2 = "TDqSquXBgUCLYvYC4XZgrprLK589dkhSCf";

/** Pieces too short to tell by themselves, flags and remarks between them, words that number them. */
export const SPLITS: readonly Draft[] = [
  found(`guys check ${pieces(M, 16, 19).join(" ")}`, sol()),
  found(`🚀 new gem ${pieces(L, 3).join(" ")}`, sol(L)),
  found(`token: ${pieces(L, 3, 20, 41).join("\u00a0")}!`, sol(L)),
  found(`${pieces(W, 11, 16, 34, 41).join(" ")}\nmc 30k`, sol(W)),
  found(pieces(P, 12, 41).join(" "), sol(P)),
  found(`ape this ${pieces(P, 40, 43).join(" ")} now`, sol(P)),
  found(`${P.slice(0, 43)} ${P.slice(43)}`, sol(P)),
  found(`🔥🔥\n${pieces(M, 20).join("/")}\n🔥🔥`, sol()),
  found(`address -> ${P.slice(0, 40).match(/../g)!.join(" ")} pump`, sol(P)),
  found(`guys check ${pieces(M, 17).join("🟢")}`, sol()),
  found(`guys check ${pieces(M, 17, 23, 27, 31).join("🟢")}`, sol()),
  ...["🇺🇸", " 🇺🇸 ", "🏴‍☠️", "❤️", "🇬🇧🇺🇸"].flatMap((sign) => [
    found(`CA: ${pieces(M, 15, 30).join(sign)}`, sol()),
    found(`合约 ${pieces(E, 10, 20, 31).join(sign)}`, evm()),
    found(pieces(T2, 12, 23).join(sign), { family: "tron", address: T2, role: "token" }),
  ]),
  found(`🇺🇸${M}🇺🇸`, sol()),
  found(`CA: 0x${boxed(HEX)}`, evm()),
  found(`CA: ${raised(E)}`, evm()),
  found(`part 1: ${one}\npart 2: ${two}\npart 3: ${three}`, sol()),
  found(`guys check part 3: ${three}\npart 1: ${one}\npart 2: ${two}`, sol()),
  found(`part 1: ${W.slice(0, 6)}\npart 2: ${W.slice(6, 17)}\npart 3: ${W.slice(17)}`, sol(W)),
  found(
    `kontrak ${M.slice(0, 9)} (1/4)\n${M.slice(9, 22)} (2/4)\n${M.slice(22, 30)} (3/4)\n${M.slice(30)} (4/4), gas`,
    sol(),
  ),
  found(`step 1 ${one}\nstep 2 ${two}\nstep 3 ${three}`, sol()),
  found(`step one ${one}\nstep two ${two}\nstep three ${three}`, sol()),
  found(`I ${one}\nII ${two}\nIII ${three}`, sol()),
  found(`one ${one} two ${two} three ${three}`, sol()),
  found(`uno ${one}, dos ${two}, tres ${three}`, sol()),
  found(`раз ${one}\nдва ${two}\nтри ${three}`, sol()),
  found(`bir: ${one}\niki: ${two}\nüç: ${three}`, sol()),
  found(`satu: ${one}\ndua: ${two}\ntiga: ${three}`, sol()),
  found(`một: ${one}\nhai: ${two}\nba: ${three}`, sol()),
  found(`${one} and after it ${two} and after it ${three}`, sol()),
  found(`${one} (gm) ${two} [lol] ${three}`, sol()),
  found(pieces(E, 11, 22, 33).join("(nobots)"), evm()),
  found(`Adres: ${pieces(T2, 9, 18, 27).join(" *cough* ")}`, { family: "tron", address: T2, role: "token" }),
  found(`${one}&shy;${two}&#8203;${three}`, sol()),
  found(`contract ${pieces(E, 11, 22).join("&zwnj;")}`, evm()),
  found(`token: <b>${M.slice(0, 39)}</b><b>${M.slice(39)}</b>!`, sol()),
  found(`${M.replace("h", "🍕")}\nreplace 🍕 with h`, sol()),
  found(`0x0${HEX.slice(0, 12)}000${HEX.slice(12)}`.replace("0x0", "0x") + " (remove the zeros)", evm()),
  found(`${E.slice(0, 17)}lol${E.slice(17)} (delete "lol")`, evm()),
  found(`CA${E.slice(2)}`, evm()),
  found(`CA${M}`, sol()),
  found(`eth${E}`, evm(E, "token")),
  found(`CA:${E}buy`, evm()),
  found(
    `first line: ${E.slice(0, 20)}\nsecond line: ${E.slice(20)}\nglue them, chain is base`,
    evm(E, "token", "base"),
  ),
  found(`first: ${every(M.slice(0, 20), 4, " ")}\nsecond: ${every(M.slice(20), 4, " ")}`, sol()),
  found(`part 1: ${pieces(M.slice(0, 21), 7, 14).join("-")}\npart 2: ${pieces(M.slice(21), 6, 14).join("-")}`, sol()),
  found(`Начало: ${pieces(L.slice(0, 21), 7, 14).join(".")}\nКонец: ${pieces(L.slice(21), 6, 14).join(".")}`, sol(L)),
  found(`1/2 ${pieces(E.slice(0, 20), 9, 15).join("💎")}\n2/2 ${pieces(E.slice(20), 8, 14).join("🚀")}`, evm()),
  found(`上半:${every(M.slice(0, 20), 4, " ")}\n下半:${every(M.slice(20), 4, " ")}`, sol()),
  {
    text: `and then ${every(M.slice(20), 4, " ")}`,
    previous: [{ text: `so ${every(M.slice(0, 20), 4, " ")}`, sameSender: true, secondsBefore: 4 }],
    expected: [sol()],
  },
  {
    text: `CA ${pieces(W.slice(0, 21), 7, 14).join("-")}`,
    buttons: [{ text: pieces(W.slice(21), 6, 14).join("-") }],
    expected: [sol(W)],
  },
  found(`reversed: ${every(mirrored(M), 4, " ")}`, sol()),
  found(`reversed: ${mirrored(L).slice(0, 20)}\n${mirrored(L).slice(20)}`, sol(L)),
  ...["задом наперед: ", "倒着读:", "tersten oku: ", "flip it: "].map((words) => found(words + mirrored(P), sol(P))),
  {
    text: `flip it or hold it: CA ${M.slice(0, 22)} and ${M.slice(22)}`,
    buttons: [{ text: "Chart", url: `https://axiom.trade/t/${P}` }],
    expected: [sol(), sol(P)],
  },
  found(`https://pump.fun/coin/${every(P, 5, "\u200b")}`, sol(P)),
  found(`https://pump.fun/coin/${P.replace("a", "а")}`, sol(P)),
  ...["🅿️", "🅰️", "Ⓜ️", "①", "🇺🇸"].flatMap((sign) => [
    found(`${sign}${L}${sign}`, sol(L)),
    found(`CA ${sign}${E}`, evm()),
    found(`${T2}${sign}`, { family: "tron", address: T2, role: "token" }),
  ]),
  found(`=${L}=`, sol(L)),
  found(`第2段: ${M.slice(20)}\n第1段:${M.slice(0, 20)}`, sol()),
  found(`2ª parte: ${M.slice(20)}\n1ª parte: ${M.slice(0, 20)}`, sol()),
  found(`Bölüm 1: ${M.slice(0, 20)}\nBölüm 2: ${M.slice(20)}`, sol()),
  found(`Y: ${M.slice(20)}\nX: ${M.slice(0, 20)}`, sol()),
  found(`first ${every(M.slice(0, 20), 4, " ")} then ${every(M.slice(20), 4, " ")}`, sol()),
  found(`1️⃣ ${every(L.slice(0, 20), 4, " ")}\n2️⃣ ${every(L.slice(20), 4, " ")}`, sol(L)),
  found(`${W} just made 412 SOL on ${P}`, sol(W, "wallet"), sol(P)),
  found(`#1 call today\nmc 45k, 120 holders\n${M}\nbought 2.5 SOL`, sol()),
  ...["havuz: ", "пул ликвидности ", "pool de liquidez: ", "流動性プール:", "유동성 풀: "].map((label) =>
    found(label + W, sol(W, "pool")),
  ),
  ...["создатель: ", "адрес для депозита: ", "开发者:", "充值地址:", "send your 0.1 SOL to "].map((label) =>
    found(label + W, sol(W, "wallet")),
  ),
  found(`聪明钱一直在买这个盘子。\n${M}`, sol()),
  found(`solana:${W}?amount=1&spl-token=${M}`, sol(W, "wallet"), sol()),
  found(`ethereum:${E}@56/transfer?address=${F}&uint256=1`, evm(E, "token", "bsc"), evm(F, "wallet")),
  found(`ethereum:pay-${F}@8453?value=1e18`, evm(F, "wallet", "base")),
  found(`ETH:\n${E}\n${F}\nSOL:\n${M}`, evm(E, "token", "ethereum"), evm(F, "token", "ethereum"), sol()),
  found(`🐳 4444.69 ETH moved\nfrom ${E}\nto ${F}`, evm(E, "wallet"), evm(F, "wallet")),
  found(`To verify send 0.05 SOL to\n\n${W}`, sol(W, "wallet")),
  found(`{"mint":"${P}","traderPublicKey":"${W}","bondingCurveKey":"${L}"}`, sol(P), sol(W, "wallet"), sol(L, "pool")),
  nothing("FA6D\tHan\nFB00\tFB06\tLatin\nFB13\tFB17\tArmenian\nFB1D\tFB36\tHebrew\nFB38\tFB3C\tHebrew\nFB3E\t\tHebrew"),
  nothing("1D4A9\t1D4AC\tCommon\n1D4AE\t1D4B9\tCommon\n1D4BB\t\tCommon\n1D4BD\t1D4C3\tCommon\n1D4C5\t1D505\tCommon"),
  nothing("Don't miss ECahjffhWUU5PyLea2tgiXFc9Z7xxM7CXCrUhj!!!"),
  nothing(
    "data:image/png;base64,ccNHnvd9R6wma/+sSJ2+We4HW8tcuxLr4+fjksSNxuo=ccNHnvd9R6wma/+sSJ2+We4HW8tcuxLr4+fjksSNxuo=",
  ),
  nothing(
    "data:image/png;base64,SXFsgZRJumyXNqzRMghcD847a6kgzBmiiqCU32ADDXI=SXFsgZRJumyXNqzRMghcD847a6kgzBmiiqCU32ADDXI=",
  ),
  nothing("Contract: 9vS89nnf5m8fh4bhJZHxMAZhvdgSeGWEtvU9tJ\nLooks like a rug to me, top ten wallets hold 62%"),
  nothing("keys for the beta\npqrARbaK9; wcL9URNU6YW; oKR7qqSho; dCidnAfa; CoRG5K"),
  nothing("day 1: 8SqAooVm1RLce\n2. 155P7vrJEziSc\n3. pwyhnnZUzB\nday 4: KwjB1Bsk\nslot 5 = qSY9icyqpu"),
  nothing(
    "user 1 → rbrxPMdabBjp4\ncode 2: AFGSqjufM\nday 3: 3tGjgUB1f6o\nuser 4 → v6qi7wPY\n#5 FMMKwKDw\n#6 ugUcEpvu5k",
  ),
  nothing(`tx sig ${pieces(M + L, 11, 22, 33, 44, 55, 66, 77).join(" ")}`),
  nothing(`tx hash\n0x${HEX}\n32a5c67c318e15c3f85e93cd`),
  nothing(`blockhash not found (${M})`),
  nothing("top of the list 3ee9ArVKm1 and s2tMJp7WX for AnGBtLcjW the KgBRGyq8 end"),
  nothing("WhaleBoy69 (dev) CryptoCat7 (mod) DegenApe2024 (gm) MoonLord69 (vip) xXApe420Xx"),
];
