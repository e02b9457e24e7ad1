/**
 * What moves a terminal's cursor, colours it, or turns the order of its text around: control characters but tab and line feed,
 * separators of lines and paragraphs, marks of direction.
 */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** Text of others, made safe for a terminal: what it could do harm with is written as `\uXXXX`, which JSON reads the same. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
