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

/** What a chain is called: the slugs of sites in URLs (a number is a chain id), the words of people. */
export interface ChainNames {
  readonly slugs: readonly string[];
  /** Unmistakable as words. */
  readonly words: readonly string[];
  /** Also plain English: count only after "on", before "chain", in a label, as a hashtag or in capitals. */
  readonly weakWords?: readonly string[];
  /** So common as words that they count only where a phrase makes them a chain, or right at the address, with a capital. */
  readonly plainWords?: readonly string[];
  /** Exchanges at home on it, found on others too: asked only when a message names no chain. */
  readonly dexes?: readonly string[];
}

/** Letters and digits that may be an address as they stand: their number, and what they begin with. */
export interface WholeForm {
  readonly min: number;
  readonly max: number;
  readonly first: string;
}

/** One chain family. To add one: a file like its neighbours, a line in the registry, a vector file. */
export interface ChainDetector {
  readonly family: ChainFamily;
  /** For a family of one chain; those of the EVM are in `chain-names.ts`. */
  readonly names?: ChainNames;
  /** Where every run of letters and digits of this form is to be asked about; other forms are read in `whole.ts`. */
  readonly whole?: WholeForm;
  /** Reads one whole spelling of an address, as written; undefined when it is none. */
  parse(text: string): ParsedAddress | undefined;
}
