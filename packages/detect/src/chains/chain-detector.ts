import type { ChainFamily } from "@telewire/contracts";

export interface ParsedAddress {
  readonly family: ChainFamily;
  readonly chain?: string;
  /** Canonical key: equal addresses are equal strings. */
  readonly address: string;
  readonly display: string;
  readonly flags: readonly string[];
  /** The form has a checksum and it is right: chance hits are out of the question. */
  readonly isChecked: boolean;
}

/** One chain family. To add one: a file like its neighbours, a line in the registry, a vector file. */
export interface ChainDetector {
  readonly family: ChainFamily;
  /** Reads one whole spelling of an address, as written; undefined when it is none. */
  parse(text: string): ParsedAddress | undefined;
}
