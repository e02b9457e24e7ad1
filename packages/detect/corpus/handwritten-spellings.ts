import { E, M, P, evm, found, nothing, sol } from "./drafts.ts";
import type { Draft } from "./item.ts";

const HEX = E.slice(2).toLowerCase();
const swapped = (text: string) => text.replace(/o/g, "0").replace(/1/g, "l");
const S = "Fn1o4mRtk7GLbqYo2ZpWvXh1sDcJ8eUo9NaKyTgQ3rBw";

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
  found(`${M.slice(0, 22)} and ${M.slice(22)} lfg`, sol(M)),
];
