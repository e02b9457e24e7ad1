import { isHex } from "./chains/evm.ts";

const HEX_LOOKALIKES: Readonly<Record<string, string>> = { O: "0", o: "0", I: "1", l: "1", i: "1", L: "1" };
const BASE58_LOOKALIKES: Readonly<Record<string, string>> = { O: "o", "0": "o", I: "1", l: "1" };

/** Hex with `O`, `I`, `l` for the digits they look like; undefined when other letters are in it. */
export function hexOfLookalikes(text: string): string | undefined {
  const hex = text.replace(/[OoIliL]/g, (character) => HEX_LOOKALIKES[character]!);
  return isHex(hex) ? hex : undefined;
}

const MAX_LOOKALIKES = 8;
const MAX_UNLABELLED = 6;

/**
 * Whoever swaps `o` for `0` swaps all of them; random letters of base64 have both. Asked where no word says that this is an address.
 */
export function isConsistentSwap(text: string): boolean {
  const count = text.match(/[0OIl]/g)?.length ?? 0;
  return (
    count <= MAX_UNLABELLED && !(/[0O]/.test(text) && text.includes("o")) && !(/[Il]/.test(text) && text.includes("1"))
  );
}

/** Base58 with the four characters that it lacks read as those they look like. */
export function base58OfLookalikes(text: string): string | undefined {
  let count = 0;
  const read = text.replace(/[0OIl]/g, (character) => {
    count++;
    return BASE58_LOOKALIKES[character]!;
  });
  return count === 0 || count > MAX_LOOKALIKES ? undefined : read;
}
