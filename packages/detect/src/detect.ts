import type { DetectInput, Finding, Role, Surface } from "@telewire/contracts";
import { isBase58Of32Bytes } from "./base58.ts";
import { checkEip55, toChecksumAddress } from "./eip55.ts";
import { IGNORED } from "./ignore-list.ts";

export type DetectOptions = Record<string, never>;

const SOLANA = /(?<![1-9A-HJ-NP-Za-km-z0OIl])[1-9A-HJ-NP-Za-km-z]{32,44}(?![1-9A-HJ-NP-Za-km-z0OIl])/g;
const EVM = /(?<![0-9A-Za-z])0x([0-9a-fA-F]{40})(?![0-9A-Za-z])/g;

/** Every contract address in a message, over all its surfaces; pure. */
export function detect(input: DetectInput, _options?: DetectOptions): Finding[] {
  const found = new Map<string, Finding>();
  scan(input.text, "text", found);
  for (const entity of input.entities) if (entity.url !== undefined) scan(entity.url, "link", found);
  for (const button of input.surfaces.buttons ?? []) {
    scan(button.text, "button", found);
    if (button.url !== undefined) scan(button.url, "button", found);
    if (button.copy !== undefined) scan(button.copy, "copyButton", found);
  }
  return [...found.values()];
}

function scan(text: string, surface: Surface, found: Map<string, Finding>): void {
  for (const match of text.matchAll(SOLANA)) {
    const address = match[0];
    if (isBase58Of32Bytes(address)) add(found, { family: "solana", chain: "solana", address, display: address, flags: [] }, surface, match.index, address.length);
  }
  for (const match of text.matchAll(EVM)) {
    const hex = match[1]!;
    const flags = checkEip55(hex) === "mismatch" ? ["checksum-mismatch"] : [];
    add(found, { family: "evm", address: `0x${hex.toLowerCase()}`, display: toChecksumAddress(hex), flags }, surface, match.index, 42);
  }
}

function add(found: Map<string, Finding>, base: Pick<Finding, "family" | "chain" | "address" | "display" | "flags">, surface: Surface, offset: number, length: number): void {
  if (found.has(base.address) || IGNORED.has(base.address)) return;
  const role: Role = "token";
  const span = surface === "text" ? { span: { offset, length } } : {};
  found.set(base.address, { ...base, role, surface, ...span, transforms: [], confidence: base.flags.length > 0 ? 0.8 : 0.95, reasons: [] });
}
