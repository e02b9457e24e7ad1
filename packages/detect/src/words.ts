export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isAscii: boolean;
}

/** Words of a stretch of text in lower case: runs of letters and digits of any script; signs, emoji and drawing separate. */
export function wordsOf(text: string, from: number, to: number): Word[] {
  const words: Word[] = [];
  let start = -1;
  let isAscii = true;
  for (let index = from; index <= to; index++) {
    const unit = index < to ? text.charCodeAt(index) : 0;
    if (isWordUnit(unit)) {
      if (start < 0) start = index;
      if (unit > 127) isAscii = false;
    } else if (start >= 0) {
      words.push({ text: text.slice(start, index).toLowerCase(), start, end: index, isAscii });
      start = -1;
      isAscii = true;
    }
  }
  return words;
}

function isWordUnit(unit: number): boolean {
  if (unit < 128) return (unit >= 48 && unit <= 57) || ((unit | 32) >= 97 && (unit | 32) <= 122);
  if (unit < 0xc0) return false;
  if (unit >= 0x2000 && unit <= 0x2bff) return false;
  if (unit >= 0x3000 && unit <= 0x303f) return false;
  if (unit >= 0xd800 && unit <= 0xdfff) return false;
  return (
    !(unit >= 0xfe00 && unit <= 0xfe0f) && !(unit >= 0xff00 && unit <= 0xff0f) && !(unit >= 0xff1a && unit <= 0xff20)
  );
}
