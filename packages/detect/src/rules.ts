import { RE2JS, RE2Set } from "re2js";
import type { DetectInput } from "@telewire/contracts";

/** What a user wants to be told of. `chats` empty or absent: all chats that the user may see. */
export interface Rule {
  readonly id: string;
  readonly ownerId?: string;
  readonly kind: "keyword" | "regex";
  readonly pattern: string;
  readonly chats?: readonly string[];
  /** Default false. */
  readonly isCaseSensitive?: boolean;
  /** Keywords: only as whole words. Default true. */
  readonly isWholeWord?: boolean;
  readonly isEnabled?: boolean;
}
export interface RuleHit {
  readonly ruleId: string;
  readonly ownerId?: string;
  readonly surface: "text" | "button" | "preview" | "quote" | "poll" | "link";
  /** UTF-16 units of the message's text; absent on other surfaces. */
  readonly span?: { readonly offset: number; readonly length: number };
  readonly match: string;
}
export type RuleProblemCode = "empty" | "too-long" | "invalid-regex" | "too-complex" | "duplicate-id";
export interface RuleProblem {
  readonly ruleId: string;
  readonly code: RuleProblemCode;
  readonly message: string;
}

const MAX_PATTERN_LENGTH = 512;
/** Time grows with this times the length of the text: 1,000 steps over 4,096 characters took 130 ms. */
const MAX_PROGRAM_SIZE = 500;
const MAX_MATCH_LENGTH = 256;
const MAX_TEXT_LENGTH = 16_384;
const MAX_SET_BYTES = 1024 * 1024;

interface CompiledRegex {
  readonly rule: Rule;
  readonly regex: RE2JS;
}

/**
 * Rules ready to be run. Keywords share one automaton, regular expressions another in RE2's linear time: no pattern and no
 * message makes the time grow faster than their lengths. Replacing the object is a hot reload; the same object replays history.
 */
export class RuleSet {
  readonly problems: readonly RuleProblem[];
  readonly size: number;
  readonly #folded: KeywordAutomaton;
  readonly #exact: KeywordAutomaton;
  readonly #regexes: readonly RegexSet[];

  private constructor(
    folded: KeywordAutomaton,
    exact: KeywordAutomaton,
    regexes: readonly RegexSet[],
    problems: readonly RuleProblem[],
  ) {
    this.#folded = folded;
    this.#exact = exact;
    this.#regexes = regexes;
    this.problems = problems;
    this.size = regexes.reduce((sum, { size }) => sum + size, folded.size + exact.size);
  }

  /** Compiles what is right and says what is wrong with the rest, all at once. */
  static compile(rules: readonly Rule[]): RuleSet {
    const problems: RuleProblem[] = [];
    const seen = new Set<string>();
    const keywords: Rule[] = [];
    const regexes: CompiledRegex[] = [];
    for (const rule of rules) {
      if (rule.isEnabled === false) continue;
      const problem = seen.has(rule.id)
        ? { code: "duplicate-id" as const, message: `rule ${rule.id} exists twice` }
        : checkPattern(rule);
      seen.add(rule.id);
      if (problem !== undefined) problems.push({ ruleId: rule.id, ...problem });
      else if (rule.kind === "keyword") keywords.push(rule);
      else {
        const compiled = compileRegex(rule);
        if (compiled instanceof RE2JS) regexes.push({ rule, regex: compiled });
        else problems.push({ ruleId: rule.id, ...compiled });
      }
    }
    const isExact = (rule: Rule) => rule.isCaseSensitive === true;
    return new RuleSet(
      new KeywordAutomaton(
        keywords.filter((rule) => !isExact(rule)),
        true,
      ),
      new KeywordAutomaton(keywords.filter(isExact), false),
      [true, false]
        .map((isCased) => regexes.filter(({ rule }) => isExact(rule) === isCased))
        .filter((group) => group.length > 0)
        .map((group) => new RegexSet(group)),
      problems,
    );
  }

  /** Hits in a message of a chat, one a rule: on the first surface where it matches. */
  evaluate(input: DetectInput, chatId: string): RuleHit[] {
    if (this.size === 0) return [];
    const hits = new Map<string, RuleHit>();
    for (const [surface, text] of surfacesOf(input)) {
      const isText = surface === "text";
      const take = (rule: Rule, offset: number, length: number) => {
        if (hits.has(rule.id) || !watches(rule, chatId)) return;
        hits.set(rule.id, {
          ruleId: rule.id,
          ...(rule.ownerId === undefined ? {} : { ownerId: rule.ownerId }),
          surface,
          ...(isText ? { span: { offset, length } } : {}),
          match: text.slice(offset, offset + Math.min(length, MAX_MATCH_LENGTH)),
        });
      };
      this.#folded.search(text, take);
      this.#exact.search(text, take);
      for (const regexes of this.#regexes) regexes.search(text.slice(0, MAX_TEXT_LENGTH), take);
    }
    return [...hits.values()];
  }
}

/** All expressions in one pass: which of them match; where, only of those. */
class RegexSet {
  readonly size: number;
  readonly #regexes: readonly CompiledRegex[];
  readonly #set: RE2Set;

  constructor(regexes: readonly CompiledRegex[]) {
    this.size = regexes.length;
    this.#regexes = regexes;
    this.#set = new RE2Set(RE2Set.UNANCHORED, regexes[0]?.regex.flags() ?? 0, MAX_SET_BYTES);
    for (const { rule } of regexes) this.#set.add(rule.pattern);
    this.#set.compile();
  }

  search(text: string, take: (rule: Rule, offset: number, length: number) => void): void {
    for (const index of this.#set.match(text)) {
      const { rule, regex } = this.#regexes[index]!;
      const matcher = regex.matcher(text);
      if (matcher.find()) take(rule, matcher.start(), matcher.end() - matcher.start());
    }
  }
}

function checkPattern({ pattern }: Rule): Omit<RuleProblem, "ruleId"> | undefined {
  if (pattern.trim() === "") return { code: "empty", message: "the pattern is empty" };
  if (pattern.length > MAX_PATTERN_LENGTH)
    return {
      code: "too-long",
      message: `the pattern has ${pattern.length} characters, at most ${MAX_PATTERN_LENGTH} are allowed`,
    };
  return undefined;
}

function compileRegex(rule: Rule): RE2JS | Omit<RuleProblem, "ruleId"> {
  try {
    const regex = RE2JS.compile(rule.pattern, rule.isCaseSensitive === true ? 0 : RE2JS.CASE_INSENSITIVE);
    if (regex.programSize() > MAX_PROGRAM_SIZE)
      return { code: "too-complex", message: "the pattern grows too large when its repetitions are written out" };
    return regex;
  } catch (error) {
    return { code: "invalid-regex", message: error instanceof Error ? error.message : String(error) };
  }
}

function watches({ chats }: Rule, chatId: string): boolean {
  return chats === undefined || chats.length === 0 || chats.includes(chatId);
}

function* surfacesOf({ text, entities, surfaces }: DetectInput): Generator<[RuleHit["surface"], string]> {
  if (text !== "") yield ["text", text];
  for (const { url } of entities) if (url !== undefined) yield ["link", url];
  for (const button of surfaces.buttons ?? []) {
    yield ["button", button.text];
    if (button.url !== undefined) yield ["link", button.url];
    if (button.copy !== undefined) yield ["button", button.copy];
  }
  const { preview, quote, poll } = surfaces;
  if (preview !== undefined) yield ["preview", `${preview.title ?? ""}\n${preview.description ?? ""}\n${preview.url}`];
  if (quote !== undefined) yield ["quote", quote];
  if (poll !== undefined) yield ["poll", [poll.question, ...poll.options].join("\n")];
}

interface Node {
  readonly next: Map<number, number>;
  fail: number;
  readonly ends: { readonly rule: Rule; readonly length: number }[];
}

/** Aho-Corasick: all keywords in one pass over the text. */
class KeywordAutomaton {
  readonly size: number;
  readonly #nodes: Node[] = [{ next: new Map(), fail: 0, ends: [] }];
  readonly #isFolded: boolean;

  constructor(rules: readonly Rule[], isFolded: boolean) {
    this.size = rules.length;
    this.#isFolded = isFolded;
    for (const rule of rules) this.#insert(rule);
    this.#link();
  }

  search(text: string, take: (rule: Rule, offset: number, length: number) => void): void {
    if (this.size === 0) return;
    let state = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = this.#fold(text.charCodeAt(index));
      while (state !== 0 && !this.#nodes[state]!.next.has(unit)) state = this.#nodes[state]!.fail;
      state = this.#nodes[state]!.next.get(unit) ?? 0;
      for (const { rule, length } of this.#nodes[state]!.ends) {
        const offset = index + 1 - length;
        if (
          rule.isWholeWord === false ||
          (!isWordUnit(text, offset - 1, offset) && !isWordUnit(text, index + 1, index))
        )
          take(rule, offset, length);
      }
    }
  }

  #insert(rule: Rule): void {
    let state = 0;
    for (let index = 0; index < rule.pattern.length; index++) {
      const unit = this.#fold(rule.pattern.charCodeAt(index));
      let next = this.#nodes[state]!.next.get(unit);
      if (next === undefined) {
        next = this.#nodes.push({ next: new Map(), fail: 0, ends: [] }) - 1;
        this.#nodes[state]!.next.set(unit, next);
      }
      state = next;
    }
    this.#nodes[state]!.ends.push({ rule, length: rule.pattern.length });
  }

  #link(): void {
    const queue = [...this.#nodes[0]!.next.values()];
    for (let at = 0; at < queue.length; at++) {
      const node = this.#nodes[queue[at]!]!;
      for (const [unit, child] of node.next) {
        let fail = node.fail;
        while (fail !== 0 && !this.#nodes[fail]!.next.has(unit)) fail = this.#nodes[fail]!.fail;
        const target = this.#nodes[fail]!.next.get(unit) ?? 0;
        this.#nodes[child]!.fail = target === child ? 0 : target;
        this.#nodes[child]!.ends.push(...this.#nodes[this.#nodes[child]!.fail]!.ends);
        queue.push(child);
      }
    }
  }

  /** One unit to one unit, so that offsets stay those of the message. */
  #fold(unit: number): number {
    if (!this.#isFolded) return unit;
    if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
    const lower = String.fromCharCode(unit).toLowerCase();
    return lower.length === 1 ? lower.charCodeAt(0) : unit;
  }
}

const WORD = /[\p{L}\p{N}_]/u;

/** Whether a word goes on past the edge of a keyword; between signs there is no word to go on. */
function isWordUnit(text: string, outside: number, inside: number): boolean {
  if (outside < 0 || outside >= text.length) return false;
  return WORD.test(text[outside]!) && WORD.test(text[inside]!);
}
