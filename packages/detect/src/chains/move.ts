import { isHex } from "./evm.ts";

export interface CoinType {
  /** `0x` and 64 lower-case digits. */
  readonly account: string;
  readonly module: string;
  readonly name: string;
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** `0x<1-64 hex>::module::NAME`; type arguments are cut off. */
export function parseCoinType(text: string): CoinType | undefined {
  if (!text.startsWith("0x") && !text.startsWith("0X")) return undefined;
  const [hex = "", module = "", rest = "", ...more] = text.split("::");
  const name = /^[A-Za-z0-9_]+/.exec(rest)?.[0].replace(/_+$/, "") ?? "";
  if (more.length > 0 || !IDENTIFIER.test(module) || !IDENTIFIER.test(name)) return undefined;
  const account = parseAccount(hex);
  return account === undefined ? undefined : { account, module, name };
}

/** `0x` and up to 64 hex digits, left-padded: equal accounts are equal strings. */
export function parseAccount(text: string): string | undefined {
  if (text.length < 3 || text.length > 66 || !isHex(text, 2)) return undefined;
  return `0x${text.slice(2).toLowerCase().padStart(64, "0")}`;
}
