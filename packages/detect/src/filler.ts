import type { ParsedAddress } from "./chains/chain-detector.ts";
import { evm } from "./chains/evm.ts";
import { solana } from "./chains/solana.ts";
import { tron } from "./chains/tron.ts";
import { isWordy } from "./composition.ts";

const SAYS_ITSELF = /(?:remove|delete)(?:this|me|it)?/i;
const REMOVAL =
  /(?<![\p{L}])(?:remove|removing|delete|deleting|erase|drop|skip|ignore|without|minus|omit|cut|take out|take away|strip|replace|убери\p{L}*|убрать|удали\p{L}*|без|quita\p{L}*|elimina\p{L}*|borra\p{L}*|sin|remova|tire|retire[zr]?|enlève\p{L}*|entfern\p{L}*|ohne|çıkar\p{L}*|sil|hapus|tanpa|bỏ|xóa)(?![\p{L}])|去掉|删除|去除|刪除|除去|消して/iu;
const MAX_WORDS = 24;
const REACH = 80;
const MIN_RUN = 3;
const MIN_WORD = 2;
const MAX_WORD = 16;

/** What a spelling is without a word in its midst that the text around tells the reader to take out. */
export function readWithoutFiller(text: string, source: string, start: number, end: number): ParsedAddress | undefined {
  const plain = parse(text.replace(SAYS_ITSELF, ""), text);
  if (plain !== undefined) return plain;
  if (!mayRemove(source)) return undefined;
  const around = `${source.slice(Math.max(0, start - REACH), start)} ${source.slice(end, end + REACH)}`;
  if (!REMOVAL.test(around)) return undefined;
  const words = new Set(around.match(/[0-9A-Za-z]+/g)?.slice(0, MAX_WORDS) ?? []);
  for (const word of words) {
    if (word.length < MIN_WORD || word.length > MAX_WORD) continue;
    for (const spelled of [word, word.toUpperCase()]) {
      for (let at = text.indexOf(spelled); at >= 0; at = text.indexOf(spelled, at + 1)) {
        const parsed = parse(text.slice(0, at) + text.slice(at + spelled.length), text);
        if (parsed !== undefined) return parsed;
      }
    }
  }
  for (const { 0: run, index } of text.matchAll(/([0-9A-Za-z])\1{2,}/g))
    if (run.length >= MIN_RUN) {
      const parsed = parse(text.slice(0, index) + text.slice(index + run.length), text);
      if (parsed !== undefined) return parsed;
    }
  return undefined;
}

let askedOf = "";
let isRemoving = false;

/** Whether a text tells to take something out at all. Asked of one text again and again: kept. */
function mayRemove(source: string): boolean {
  if (source !== askedOf) {
    askedOf = source;
    isRemoving = REMOVAL.test(source);
  }
  return isRemoving;
}

function parse(read: string, text: string): ParsedAddress | undefined {
  if (read.length === text.length) return undefined;
  if (read.length === 34) return tron.parse(read);
  if (read.length === 42) return evm.parse(read);
  const parsed = read.length === 43 || read.length === 44 ? solana.parse(read) : undefined;
  return parsed !== undefined && !isWordy(read) ? parsed : undefined;
}
