import type { DetectInput, Finding, Role } from "@telewire/contracts";
import type { Arena } from "./arena.ts";
import type { Candidate } from "./candidate.ts";
import { EVM_CANDIDATES, familyOf } from "./chain-names.ts";
import { confidenceOf } from "./confidence.ts";
import { chainNearby, chainsNamed } from "./chain-context.ts";
import { labelOf } from "./context.ts";
import { KNOWN_PROGRAMS, isIgnored } from "./ignore-list.ts";
import type { LinkReading } from "./links.ts";
import type { RejectCode } from "./reject-codes.ts";

/** Places of one address that are looked at; more only say the same again. */
const MAX_PLACES = 8;
/** More than one text of full length can hold, of the shortest form. */
const MAX_ADDRESSES = 128;
const LAUNCH_SUFFIX = /(?:pump|bonk|BAGS|moon)$/;

/** Weight of what a place says about the role of an address; the heaviest wins. */
const WEIGHT = {
  knownLink: 4,
  label: 3,
  unknownLink: 1.5,
  bare: 1.3,
  bot: 1.1,
  pair: 1.2,
  launchPair: 1.25,
  account: 1,
  copyButton: 1.6,
} as const;

/** What a link of the message says, or undefined where it is not read. */
type LinkOf = (url: string) => LinkReading | undefined;

/** One finding an address, in the order in which a reader meets them: from all the places where it stands. */
export function mergeCandidates(
  arena: Arena,
  candidates: readonly Candidate[],
  input: DetectInput,
  linkOf: LinkOf,
  reject: (text: string, code: RejectCode, surface: number) => void,
): Finding[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { address } = candidate.parsed;
    if (isIgnored(address)) {
      reject(address, "ignored", candidate.surface);
      continue;
    }
    const group = groups.get(address);
    if (group === undefined) {
      if (groups.size < MAX_ADDRESSES) groups.set(address, [candidate]);
      else reject(address, "too-many", candidate.surface);
    } else if (group.length < MAX_PLACES) group.push(candidate);
  }
  const all = [...groups.values()];
  const chains = all.map((group) => chainOf(arena, group));
  if (all.some((group, index) => isWithoutChain(group, chains[index]))) {
    const ofMessage =
      onlyChainNamed(arena, input, linkOf) ?? onlyEvm(new Set(chains.filter((chain) => chain !== undefined)));
    all.forEach((group, index) => {
      if (isWithoutChain(group, chains[index])) chains[index] = ofMessage;
    });
  }
  return all.map((group, index) => toFinding(arena, group, chains[index]));
}

function isWithoutChain(group: readonly Candidate[], chain: string | undefined): boolean {
  return chain === undefined && group[0]!.parsed.family === "evm";
}

function toFinding(arena: Arena, group: readonly Candidate[], chain: string | undefined): Finding {
  const main = group.reduce((best, candidate) => (rankOf(arena, candidate) > rankOf(arena, best) ? candidate : best));
  const { parsed } = main;
  const surface = main.isJoined === true ? "joined" : surfaceOf(arena, main);
  const { role, reason } = roleOf(arena, group);
  const reasons = [
    ...new Set([
      ...group.flatMap((candidate) => candidate.reasons),
      ...reason,
      ...(chain === undefined || parsed.chain !== undefined ? [] : ["chain-named"]),
    ]),
  ];
  if (group.length > 1) reasons.push("repeated");
  const inText = main.surface === 0;
  const { start, end } = main.inLink ?? main;
  return {
    family: parsed.family,
    ...(chain === undefined ? {} : { chain }),
    ...(chain === undefined && parsed.family === "evm" ? { candidates: [...EVM_CANDIDATES] } : {}),
    address: parsed.address,
    display: parsed.display,
    role,
    surface,
    ...(inText || surface === "entity" ? { span: { offset: start, length: end - start } } : {}),
    transforms: [...main.transforms],
    confidence: confidenceOf(main, parsed, reasons, role),
    reasons,
    flags: [...parsed.flags],
  };
}

/** Plain text before pieces, the message's own text before its buttons. */
function rankOf(arena: Arena, candidate: Candidate): number {
  const kinds = { text: 6, entity: 5, link: 5, copyButton: 4, button: 3, preview: 2, quote: 1, poll: 2, joined: 0 };
  return kinds[surfaceOf(arena, candidate)] - candidate.transforms.length * 0.5 - (candidate.isLink === true ? 0.2 : 0);
}

function surfaceOf(arena: Arena, candidate: Candidate): Finding["surface"] {
  const { kind } = arena.surfaces[candidate.surface]!;
  return kind === "text" && candidate.isLink === true ? "link" : kind;
}

function roleOf(arena: Arena, group: readonly Candidate[]): { role: Role; reason: string[] } {
  let role: Role = "token";
  let weight = 0;
  let reason: string[] = [];
  for (const candidate of group) {
    const [said, heavy, why] = roleSaid(arena, candidate);
    if (heavy <= weight) continue;
    role = said;
    weight = heavy;
    reason = why === "" ? [] : [why];
  }
  return { role, reason };
}

function roleSaid(arena: Arena, candidate: Candidate): readonly [Role, number, string] {
  const { address } = candidate.parsed;
  if (KNOWN_PROGRAMS.has(address)) return ["program", 9, "known-program"];
  const { kind, text } = arena.surfaces[candidate.surface]!;
  const label =
    kind === "button" && candidate.isLink === true ? undefined : labelOf(text, candidate.start, candidate.end);
  if (candidate.isLink === true) {
    if (candidate.role === "bot") return ["bot", WEIGHT.bot, "role-link"];
    if (candidate.role === "pair")
      return LAUNCH_SUFFIX.test(address)
        ? ["token", WEIGHT.launchPair, "launch-suffix"]
        : ["pool", WEIGHT.pair, "role-link"];
    if (candidate.role === "account")
      return label === "token" ? ["token", WEIGHT.label, "role-label"] : ["wallet", WEIGHT.account, "role-link"];
    if (candidate.reasons.includes("known-link")) return [candidate.role as Role, WEIGHT.knownLink, "role-link"];
    return [candidate.role as Role, WEIGHT.unknownLink, "role-link"];
  }
  if (label === "token" || label === "pool" || label === "program" || label === "wallet")
    return [label, WEIGHT.label, "role-label"];
  return ["token", kind === "copyButton" ? WEIGHT.copyButton : WEIGHT.bare, ""];
}

/** By its link, else by the words near it. */
function chainOf(arena: Arena, group: readonly Candidate[]): string | undefined {
  const { family, chain } = group[0]!.parsed;
  if (family !== "evm") return chain;
  for (const candidate of group) if (candidate.chain !== undefined) return candidate.chain;
  for (const candidate of group) {
    const { kind, text } = arena.surfaces[candidate.surface]!;
    if (candidate.isLink === true && kind !== "text") continue;
    const near = chainNearby(text, candidate.start, candidate.end, (name) => familyOf(name) === "evm");
    if (near !== undefined) return near;
  }
  return undefined;
}

/** The one EVM chain that the message's texts or links name, if it is one. */
function onlyChainNamed(arena: Arena, { entities, surfaces }: DetectInput, linkOf: LinkOf): string | undefined {
  const chains = new Set<string>();
  const homesOfDexes = new Set<string>();
  for (const { kind, text, isUrl } of arena.surfaces) {
    if (kind !== "joined" && isUrl !== true) chainsNamed(text, chains, homesOfDexes);
    if (areSeveral(chains)) return undefined;
  }
  const urls = [
    ...arena.links.map((link) => arena.surfaces[link.surface]!.text.slice(link.start, link.end)),
    ...entities.flatMap((entity) => entity.url ?? []),
    ...(surfaces.buttons ?? []).flatMap((button) => button.url ?? []),
    ...(surfaces.preview === undefined ? [] : [surfaces.preview.url]),
  ];
  for (const url of urls) {
    const chain = linkOf(url)?.chain;
    if (chain !== undefined) chains.add(chain);
  }
  const isNamed = [...chains].some((chain) => familyOf(chain) === "evm");
  return onlyEvm(isNamed ? chains : homesOfDexes);
}

function areSeveral(chains: ReadonlySet<string>): boolean {
  return chains.size > 1 && [...chains].filter((chain) => familyOf(chain) === "evm").length > 1;
}

function onlyEvm(chains: ReadonlySet<string>): string | undefined {
  const evm = [...chains].filter((chain) => familyOf(chain) === "evm");
  return evm.length === 1 ? evm[0] : undefined;
}
