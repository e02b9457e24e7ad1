/** Why a thing that looks like an address is not reported. `telewire detect explain` prints the sentence. */
export const REJECTS = {
  ignored: "on the ignore list: money or infrastructure, not a call",
  transaction: "a transaction hash or signature",
  "hash-like": "hex of the length of a hash or a commit, and no word or chain that would make it an address",
  "case-lost": "base58 in one case only: the address cannot be recovered",
  "not-an-address": "does not decode to an address of any chain",
  "not-32-bytes": "base58 that does not decode to 32 bytes",
  "bad-checksum": "the checksum of its form is wrong",
  "wrong-length": "hex with 0x, but not of an address's length",
  wordy: "letters that read as words, not as a key",
  "part-of-larger": "part of a longer token, such as a JWT or a base64 string",
  "secret-or-digest": "named as a key, digest, id or token of another kind by the words around it",
  "other-chain": "an address of a chain that is not watched",
  "unrelated-site": "in a link of a site whose ids are its own",
  incomplete: "pieces of a key that do not add up to an address",
  "over-budget": "not read: more text, links or earlier messages than are read of one message",
  "too-many": "an address beyond the most that are reported of one message",
} as const;
export type RejectCode = keyof typeof REJECTS;
export interface Reject {
  readonly text: string;
  readonly code: RejectCode;
  readonly surface: string;
}
