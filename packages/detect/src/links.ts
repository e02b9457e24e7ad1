import type { ChainFamily, Role } from "@telewire/contracts";
import { CHARS, INVISIBLE, readAstral } from "./char-table.ts";
import { chainOfSlug, familyOf } from "./chain-names.ts";
import type { ParsedAddress } from "./chains/chain-detector.ts";
import { isHex } from "./chains/evm.ts";
import { parseAccount } from "./chains/move.ts";
import { parseAddress } from "./chains/registry.ts";
import { isWordy } from "./composition.ts";
import { LINKS, PATH_WORDS, START_PARAMETERS, TELEGRAM_HOSTS } from "./link-table.ts";
import type { LinkRow } from "./link-table.ts";
import type { RejectCode } from "./reject-codes.ts";
import { UNRELATED_HOSTS } from "./unrelated-hosts.ts";

/** `account`: an explorer page that serves wallets and contracts; `pair`: a pool's page that also takes tokens. */
export type LinkRole = Exclude<Role, "unknown"> | "account" | "pair";
export interface LinkHit {
  readonly parsed: ParsedAddress;
  /** As the link spells it, percent-encoding apart. */
  readonly text: string;
  readonly role: LinkRole;
  readonly chain: string | undefined;
  /** A row of the table knows this link. */
  readonly isKnown: boolean;
}
export interface LinkReading {
  readonly hits: LinkHit[];
  readonly rejects: { readonly text: string; readonly code: RejectCode }[];
  /** Look-alikes or something invisible were in it. */
  readonly isDisguised: boolean;
  /** Chain that the link names, address or none. */
  chain: string | undefined;
}

interface UrlParts {
  /** An explorer's page of a contract: of its source, of a jetton. */
  readonly isContract: boolean;
  readonly host: string;
  readonly segments: readonly string[];
  readonly query: readonly (readonly [string, string])[];
}

/** Segments of a path, and parameters, that are read: a failed decoding costs microseconds. */
const MAX_PARTS = 64;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const byHost = new Map<string, LinkRow>();
const compiled = new Map<LinkRow, readonly (readonly string[])[]>();
for (const row of LINKS) {
  for (const host of row.hosts) if (!byHost.has(host)) byHost.set(host, row);
  compiled.set(
    row,
    (row.paths ?? []).map((path) => path.slice(1).split("/")),
  );
}
const ROLES: Readonly<Record<string, LinkRole>> = {
  token: "token",
  pool: "pool",
  pair: "pair",
  wallet: "wallet",
  program: "program",
  tx: "transaction",
  account: "account",
};

/** Reads the addresses that a URL carries, with the role and chain that its site gives them. Never throws. */
export function readLink(url: string): LinkReading {
  const read = DISGUISED.test(url) ? plainSpelling(url) : url;
  const reading: LinkReading = { hits: [], rejects: [], chain: undefined, isDisguised: read !== url };
  readInto(read, reading, MAX_DEPTH);
  return reading;
}

const DISGUISED = /[^\0-\x7f]/;

/** As it looks: look-alikes and styled letters as what they show, without what is invisible. */
function plainSpelling(url: string): string {
  let plain = "";
  for (const character of url) {
    const unit = character.charCodeAt(0);
    const reading = unit < 128 ? unit : character.length > 1 ? readAstral(character.codePointAt(0)!) : CHARS[unit]!;
    plain += reading === INVISIBLE ? "" : reading > 0 && reading < INVISIBLE ? String.fromCharCode(reading) : character;
  }
  return plain;
}

/** A link may carry another in a parameter, as share buttons do. */
function readInto(url: string, reading: LinkReading, depth: number): void {
  const parts = splitUrl(url);
  if (parts === undefined) return;
  const [inner, query] = [
    parts.query.filter(([, value]) => value.includes("://")),
    parts.query.filter(([, value]) => !value.includes("://")),
  ];
  if (depth > 0) for (const [, value] of inner) readInto(value, reading, depth - 1);
  const own = { ...parts, query };
  if (isUnrelated(parts.host) && !isSearch(own)) {
    for (const text of own.segments.flatMap((segment) => segment.split(/[^0-9A-Za-z]/)))
      if (text.length > 42 && parseAddress(text) !== undefined) reading.rejects.push({ text, code: "unrelated-site" });
    return;
  }
  if (TELEGRAM_HOSTS.has(parts.host) || parts.host.endsWith(".t.me")) readBotLink(own, reading);
  else readSite(own, reading);
}

/** Somebody searched for an address there. */
function isSearch({ segments, query }: UrlParts): boolean {
  return segments[0] === "search" && query.some(([name]) => name === "q");
}

function isUnrelated(host: string): boolean {
  for (let name = host, dot = -1; ; name = name.slice(dot + 1)) {
    if (UNRELATED_HOSTS.has(name)) return true;
    dot = name.indexOf(".");
    if (dot < 0) return false;
  }
}

function splitUrl(url: string): UrlParts | undefined {
  let rest = url;
  const scheme = rest.indexOf("://");
  const isTelegram = scheme >= 0 && rest.slice(0, scheme).toLowerCase() === "tg";
  if (scheme >= 0) rest = rest.slice(scheme + 3);
  if (isTelegram) rest = `t.me/${rest}`;
  const hash = rest.indexOf("#");
  let fragment = "";
  if (hash >= 0) {
    fragment = rest.slice(hash + 1);
    rest = rest.slice(0, hash);
  }
  const mark = rest.indexOf("?");
  let query = mark >= 0 ? rest.slice(mark + 1) : "";
  let path = mark >= 0 ? rest.slice(0, mark) : rest;
  if (fragment !== "") {
    const inner = fragment.indexOf("?");
    if (fragment.startsWith("/")) path += inner >= 0 ? fragment.slice(0, inner) : fragment;
    if (inner >= 0) query += `&${fragment.slice(inner + 1)}`;
    else if (fragment.includes("=")) query += `&${fragment}`;
  }
  const [authority = "", ...segments] = path.split("/", MAX_PARTS);
  if (authority === "") return undefined;
  const host = authority
    .toLowerCase()
    .replace(/^.*@/, "")
    .replace(/^www\./, "")
    .replace(/:\d+$/, "");
  return {
    isContract: fragment === "code" || /(?:^|&)section=(?:jetton|code|holders)/.test(query),
    host,
    segments: segments.filter((segment) => segment !== "").map(decode),
    query: splitQuery(query),
  };
}

function splitQuery(query: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const item of query.split("&", MAX_PARTS)) {
    const equals = item.indexOf("=");
    if (equals > 0) pairs.push([item.slice(0, equals), decode(item.slice(equals + 1))]);
  }
  return pairs;
}

function decode(text: string): string {
  if (!text.includes("%") || BROKEN_ESCAPE.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readBotLink(parts: UrlParts, reading: LinkReading): void {
  for (const [name, value] of parts.query) {
    if (START_PARAMETERS.has(name)) collect(value, "bot", undefined, true, reading);
    else if (name === "url" || name === "text") collect(value, "token", undefined, false, reading);
  }
  for (const segment of parts.segments) collect(segment, "token", undefined, false, reading);
}

function readSite(parts: UrlParts, reading: LinkReading): void {
  const row = rowOf(parts.host);
  let chain = row?.chain ?? chainOfHost(parts.host);
  for (const [name, value] of parts.query) {
    if (row?.query?.[name] === "chain" || /^(?:chain|network|chain_?id)$/i.test(name)) chain = chainSaid(value, chain);
  }
  const roles = row === undefined ? undefined : matchPath(row, parts.segments);
  if (roles !== undefined)
    roles.forEach((role, index) => {
      if (role === "chain") chain = chainSaid(parts.segments[index]!, chain);
    });
  else
    for (const segment of parts.segments)
      if (chain === undefined || !/^\d+$/.test(segment)) chain = chainSaid(segment, chain);
  reading.chain ??= chain;
  if (chain === "ton")
    collectTon(
      parts.segments.join("/"),
      roles?.map((role) => ROLES[role]).find((role) => role !== undefined) ?? "token",
      reading,
    );
  let word: LinkRole | undefined;
  parts.segments.forEach((segment, index) => {
    const named = roles?.[index] === undefined ? undefined : ROLES[roles[index]];
    const role = named === "account" && parts.isContract ? "token" : named;
    if (role !== undefined) collect(segment, role, chain, true, reading);
    else if (roles?.[index] !== "*") {
      collect(segment, word ?? "token", chain, false, reading);
      word = ROLES[PATH_WORDS[segment.toLowerCase()] ?? ""] ?? word;
    }
  });
  for (const [name, value] of parts.query) {
    const known = row?.query?.[name];
    if (known !== undefined && ROLES[known] !== undefined) collect(value, ROLES[known], chain, true, reading);
    else if (known === undefined)
      collect(value, ROLES[PATH_WORDS[name.toLowerCase()] ?? ""] ?? word ?? "token", chain, false, reading);
  }
}

/** Every chain has a `mainnet`: the word alone says nothing new about a site whose chain is known. */
function chainSaid(slug: string, known: string | undefined): string | undefined {
  return known !== undefined && slug.toLowerCase() === "mainnet" ? known : (chainOfSlug(slug) ?? known);
}

/** `base.blockscout.com`, `photon-bnb.tinyastro.io`, `taikoscan.io`: the chain in the name of a site. */
function chainOfHost(host: string): string | undefined {
  const labels = host.split(".");
  const site = labels.at(-2) ?? "";
  if (site.endsWith("scan")) return chainOfName(site.slice(0, -4));
  for (const label of labels.slice(0, -2))
    for (const word of label.split("-")) {
      const chain = chainOfName(word);
      if (chain !== undefined) return chain;
    }
  return undefined;
}

function chainOfName(word: string): string | undefined {
  return word.length > 2 && !/^\d+$/.test(word) && word !== "mainnet" ? chainOfSlug(word) : undefined;
}

function rowOf(host: string): LinkRow | undefined {
  let name = host;
  for (let depth = 0; depth < 4; depth++) {
    const row = byHost.get(name);
    if (row !== undefined) return row;
    const dot = name.indexOf(".");
    if (dot < 0) return undefined;
    name = name.slice(dot + 1);
  }
  return undefined;
}

/** Meaning of each segment by the first pattern that fits, or undefined. A pattern fits if its literals agree. */
function matchPath(row: LinkRow, segments: readonly string[]): readonly string[] | undefined {
  patterns: for (const pattern of compiled.get(row)!) {
    if (pattern.length > segments.length) continue;
    const roles: string[] = [];
    for (let index = 0; index < pattern.length; index++) {
      const expected = pattern[index]!;
      const segment = segments[index]!;
      if (expected.startsWith(":")) {
        if (expected === ":chain" && chainOfSlug(segment) === undefined) continue patterns;
        if (expected !== ":chain" && segment.length < 26) continue patterns;
        roles.push(expected.slice(1));
      } else if (expected === "*") roles.push("*");
      else if (expected === segment.toLowerCase()) roles.push("");
      else continue patterns;
    }
    return roles;
  }
  return undefined;
}

const MAX_DEPTH = 2;
const MAX_VALUE_LENGTH = 512;

/** Every address in one value; `-`, `_`, `:`, `/` and the like separate (a TON address or coin type may hold them itself). */
function collect(
  value: string,
  role: LinkRole,
  chain: string | undefined,
  isKnown: boolean,
  reading: LinkReading,
): void {
  if (value.length < 26 || value.length > MAX_VALUE_LENGTH) return;
  const family = chain === undefined ? undefined : familyOf(chain);
  const whole = parseWhole(value, family, role);
  if (whole !== undefined) {
    take(whole, value, role, chain, isKnown, reading);
    return;
  }
  if (value.includes("::")) {
    for (const part of value.split(/[^0-9A-Za-z_:]/)) {
      const coin = parseWhole(part, family, role);
      if (coin !== undefined) take(coin, part, role, chain, isKnown, reading);
    }
    return;
  }
  const friendly = /(?<![0-9A-Za-z])[EUk0][Qf][0-9A-Za-z_-]{46}(?![0-9A-Za-z])/.exec(value);
  if (friendly !== null) {
    const parsed = parseAddress(friendly[0]);
    if (parsed?.family === "ton") {
      take(parsed, friendly[0], role, chain, isKnown, reading);
      return;
    }
  }
  for (const part of value.split(/[^0-9A-Za-z]/)) {
    if (part.length < 26) continue;
    const parsed = parseWhole(part, family, role);
    if (parsed !== undefined) take(parsed, part, role, chain, isKnown, reading);
    else reading.rejects.push({ text: part, code: rejectCodeOf(part, role) });
  }
}

/** The base64 form of a TON address may hold slashes, which split it over segments. */
function collectTon(path: string, role: LinkRole, reading: LinkReading): void {
  for (const [text] of path.matchAll(/(?<![0-9A-Za-z])[EUk0][Qf][0-9A-Za-z+/_-]{46}(?![0-9A-Za-z])/g)) {
    const parsed = text.includes("/") ? parseAddress(text) : undefined;
    if (parsed?.family === "ton") take(parsed, text, role, "ton", true, reading);
  }
}

/** An address, or a 32-byte id where the site's chain says what it is: a Sui or Aptos object, a Uniswap v4 pool. */
function parseWhole(text: string, family: ChainFamily | undefined, role: LinkRole): ParsedAddress | undefined {
  const parsed = parseAddress(text);
  if (parsed !== undefined) {
    const isMove = parsed.family === "sui" || parsed.family === "aptos";
    if (!isMove || (family !== "sui" && family !== "aptos") || family === parsed.family) return parsed;
    return { ...parsed, family, chain: family };
  }
  if (text.length !== 66 || !text.startsWith("0x") || !isHex(text, 2) || role === "transaction") return undefined;
  const address = text.toLowerCase();
  if (family === "sui" || family === "aptos") {
    return { family, chain: family, address: parseAccount(address)!, display: text, flags: [], isChecked: false };
  }
  if (family === "evm" && (role === "pool" || role === "pair")) {
    return { family, address, display: address, flags: ["v4-pool-id"], isChecked: false };
  }
  return undefined;
}

function take(
  parsed: ParsedAddress,
  text: string,
  role: LinkRole,
  chain: string | undefined,
  isKnown: boolean,
  reading: LinkReading,
): void {
  if (role === "transaction") reading.rejects.push({ text, code: "transaction" });
  else if (parsed.family === "solana" && isWordy(parsed.address)) reading.rejects.push({ text, code: "wordy" });
  else
    reading.hits.push({
      parsed,
      text,
      role,
      chain: chain !== undefined && familyOf(chain) === parsed.family ? chain : undefined,
      isKnown,
    });
}

function rejectCodeOf(text: string, role: LinkRole): RejectCode {
  if (role === "transaction") return "transaction";
  if (text.length > 42 && text.length < 45 && (text === text.toLowerCase() || text === text.toUpperCase()))
    return "case-lost";
  return "not-an-address";
}
