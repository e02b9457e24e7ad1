/** A circled number or a keycap that is grown together with what it numbers. */
const ENUMERATOR = /^(?:[\u2460-\u2468\u2776-\u277e\u2780-\u2788\u278a-\u2792]|[1-9]\ufe0f?\u20e3)/;
const STYLED_DIGIT = /[\u2460-\u24ff\u2776-\u2793]|\u20e3/;

/** Number and width of one that begins a written piece; undefined when styled digits go on in it: then they are its own. */
export function enumeratorOf(written: string): { readonly number: number; readonly width: number } | undefined {
  const match = ENUMERATOR.exec(written);
  if (match === null || STYLED_DIGIT.test(written.slice(match[0].length))) return undefined;
  const code = match[0].charCodeAt(0);
  const number =
    code < 0x80
      ? code - 48
      : code < 0x2776
        ? code - 0x245f
        : code < 0x2780
          ? code - 0x2775
          : code < 0x278a
            ? code - 0x277f
            : code - 0x2789;
  return { number, width: match[0].length };
}

/** Whether a text numbers more than one thing so. */
export function isList(text: string): boolean {
  return (
    (text.match(/(?<![0-9A-Za-z])(?:[\u2460-\u2468\u2776-\u277e\u2780-\u2788\u278a-\u2792]|[1-9]\ufe0f?\u20e3)/g)
      ?.length ?? 0) > 1
  );
}
