import type { DetectInput, Finding, MessageEntity } from "@telewire/contracts";
import { detect, explain } from "./detect.ts";
import { REJECTS } from "./reject-codes.ts";
import type { RejectCode } from "./reject-codes.ts";

/** One line of `telewire detect --jsonl`: a message with its surfaces at the top level. */
export interface JsonlMessage {
  readonly id?: string | number;
  readonly text?: string;
  readonly entities?: readonly {
    readonly type: string;
    readonly offset: number;
    readonly length: number;
    readonly url?: string;
  }[];
  readonly buttons?: readonly { readonly text?: string; readonly url?: string; readonly copy?: string }[];
  readonly preview?: { readonly url?: string; readonly title?: string; readonly description?: string };
  readonly quote?: string;
  readonly poll?: { readonly question: string; readonly options: readonly string[] };
  /** In any order. */
  readonly previous?: readonly {
    readonly text: string;
    readonly sameSender?: boolean;
    readonly secondsBefore?: number;
  }[];
}
export type JsonlFinding = Pick<
  Finding,
  | "family"
  | "chain"
  | "candidates"
  | "address"
  | "display"
  | "role"
  | "confidence"
  | "flags"
  | "surface"
  | "span"
  | "transforms"
  | "reasons"
>;
export interface JsonlResult {
  readonly id: string | number | null;
  readonly findings: JsonlFinding[];
}
export interface ExplainResult extends JsonlResult {
  readonly rejects: readonly {
    readonly text: string;
    readonly code: RejectCode;
    readonly surface: string;
    readonly reason: string;
  }[];
}

/** Reads a line, writes a line. A line that is no JSON object gives `{id: null, findings: [], error}`. */
export function detectJsonl(line: string): string {
  return answer(line, detectLine);
}

/** The same with the rejects and their reasons: what `telewire detect explain` prints. Plain text that is no JSON object is taken as the message's text. */
export function explainJson(text: string): string {
  let message: JsonlMessage;
  try {
    const parsed: unknown = JSON.parse(text);
    message = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : { text };
  } catch {
    message = { text };
  }
  return JSON.stringify(explainLine(message));
}

export function detectLine(message: JsonlMessage): JsonlResult {
  return { id: message.id ?? null, findings: detect(toInput(message)) };
}

export function explainLine(message: JsonlMessage): ExplainResult {
  const { findings, rejects } = explain(toInput(message));
  return {
    id: message.id ?? null,
    findings,
    rejects: rejects.map((reject) => ({ ...reject, reason: REJECTS[reject.code] })),
  };
}

function answer(line: string, read: (message: JsonlMessage) => JsonlResult): string {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
      return refusal("a line must be a JSON object");
    return JSON.stringify(read(parsed));
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error));
  }
}

function refusal(error: string): string {
  return JSON.stringify({ id: null, findings: [], error });
}

/** Fills in what a line leaves out; values of other types are dropped. */
export function toInput(message: JsonlMessage): DetectInput {
  const { buttons, preview, quote, poll, previous } = message;
  return {
    text: string(message.text),
    entities: list(message.entities).filter(
      (entity) =>
        Number.isInteger(entity?.offset) && Number.isInteger(entity.length) && entity.offset >= 0 && entity.length >= 0,
    ) as MessageEntity[],
    surfaces: {
      ...(buttons === undefined ? {} : { buttons: list(buttons).filter(isObject).map(toButton) }),
      ...(isObject(preview)
        ? {
            preview: {
              url: string(preview.url),
              title: string(preview.title),
              description: string(preview.description),
            },
          }
        : {}),
      ...(typeof quote === "string" ? { quote } : {}),
      ...(isObject(poll) ? { poll: { question: string(poll.question), options: list(poll.options).map(string) } } : {}),
    },
    ...(previous === undefined
      ? {}
      : {
          previous: list(previous)
            .filter(isObject)
            .map((earlier) => ({
              text: string(earlier.text),
              sameSender: earlier.sameSender === true,
              secondsBefore: typeof earlier.secondsBefore === "number" ? earlier.secondsBefore : 0,
            }))
            .toSorted((a, b) => a.secondsBefore - b.secondsBefore),
        }),
  };
}

function toButton(button: { readonly text?: string; readonly url?: string; readonly copy?: string }): {
  text: string;
  url?: string;
  copy?: string;
} {
  return {
    text: string(button.text),
    ...(typeof button.url === "string" ? { url: button.url } : {}),
    ...(typeof button.copy === "string" ? { copy: button.copy } : {}),
  };
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isObject<Value>(value: Value | null | undefined): value is Value & object {
  return typeof value === "object" && value !== null;
}

function list<Item>(value: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(value) ? value : [];
}
