import type { DetectionEntry, Surface } from "@telewire/contracts";

/** Where in a message an address stood, in a reader's words. */
const SURFACE_WORDS: Readonly<Record<Surface, string>> = {
  text: "text",
  entity: "hidden link",
  link: "link",
  button: "button",
  copyButton: "copy button",
  preview: "link preview",
  quote: "quote",
  poll: "poll",
  joined: "several places",
};

/** What was done to read it. */
const TRANSFORM_WORDS: Readonly<Record<string, string>> = {
  invisible: "invisible characters dropped",
  "look-alike": "look-alike letters read",
  styled: "styled letters read",
  keycap: "emoji digits read",
  "digit-look-alike": "letters read as digits",
  "prefix-added": "0x added",
  separators: "separators dropped",
  spaces: "spaces dropped",
  lines: "lines joined",
  parts: "parts joined",
  "order-hints": "parts put in the order they say",
  "suffix-in-words": "ending spelled out in words",
  "earlier-message": "an earlier message added",
  "several-surfaces": "put together from several places",
  reversed: "read backwards",
};

/** What raised or lowered the confidence. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  "checksum-valid": "its checksum is right",
  "chain-named": "the message names the chain",
  "known-link": "in a link of a known site",
  link: "in a link",
  "known-program": "a known program",
  "launch-suffix": "ends as a launchpad's tokens do",
  "parts-decode": "the parts together decode",
  "pieces-decode": "the pieces together decode",
  "role-label": "a label such as “CA” says what it is",
  "role-link": "the link says what it is",
  repeated: "stands there more than once",
  "non-bounceable": "a wallet's form of address",
};

const FLAG_WORDS: Readonly<Record<string, string>> = {
  "checksum-mismatch": "its checksum is wrong",
  "off-curve": "no key pair has it: an account of a program",
  "non-bounceable": "a wallet's form of address",
};

export const transformWords = (code: string): string => TRANSFORM_WORDS[code] ?? plain(code);
export const reasonWords = (code: string): string => REASON_WORDS[code] ?? plain(code);
export const flagWords = (code: string): string => FLAG_WORDS[code] ?? plain(code);

export function surfaceWords({ surface, transforms }: Pick<DetectionEntry, "surface" | "transforms">): string {
  return surface === "joined" && transforms.includes("earlier-message") ? "several messages" : SURFACE_WORDS[surface];
}

/** Why Telegram does not let a session in any more; other errors keep Telegram's name, which can be looked up. */
const SESSION_ERROR_WORDS: Readonly<Record<string, string>> = {
  SESSION_REVOKED: "somebody ended this login in Telegram; log in again",
  AUTH_KEY_UNREGISTERED: "Telegram does not know this login any more; log in again",
  AUTH_KEY_DUPLICATED: "this login was used from two places at once, and Telegram ended it; log in again",
  SESSION_EXPIRED: "this login has expired; log in again",
  USER_DEACTIVATED: "the account was deleted",
  USER_DEACTIVATED_BAN: "Telegram has banned the account",
};
export const sessionErrorWords = (type: string): string => {
  const words = SESSION_ERROR_WORDS[type];
  return words === undefined ? type : `${words} (${type})`;
};

/** A confidence as a person would say it. */
export function confidenceWords(confidence: number): string {
  if (confidence >= 0.97) return "certain";
  if (confidence >= 0.9) return "sure";
  if (confidence >= 0.75) return "likely";
  return confidence >= 0.5 ? "possible" : "doubtful";
}

/** The server may know words that this page does not yet. */
function plain(code: string): string {
  return code.replaceAll("-", " ");
}
