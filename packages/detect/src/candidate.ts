import type { ParsedAddress } from "./chains/chain-detector.ts";
import type { LinkRole } from "./links.ts";

/** An address read from one place of a message, before the places are merged. */
export interface Candidate {
  readonly parsed: ParsedAddress;
  /** Index into the arena's surfaces. */
  readonly surface: number;
  readonly start: number;
  readonly end: number;
  /** The address alone, where `start` and `end` are those of the link around it. */
  readonly inLink?: { readonly start: number; readonly end: number };
  readonly transforms: string[];
  readonly reasons: string[];
  readonly role?: LinkRole;
  readonly chain?: string;
  /** Second opinion of the learned model, for what was put together from pieces. */
  readonly odds?: number;
  /** Read from a link that the table knows, or from another place than running text. */
  readonly isLink?: boolean;
  /** Pieces come from several surfaces or messages. */
  readonly isJoined?: boolean;
}
