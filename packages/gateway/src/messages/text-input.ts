import type { MessageEntity } from "@telewire/contracts";
import { invalid } from "../http/input.ts";

interface TextInput {
  readonly text?: string | undefined;
  readonly entities?:
    | readonly {
        readonly type: MessageEntity["type"];
        readonly offset: number;
        readonly length: number;
        readonly url?: string | undefined;
        readonly language?: string | undefined;
      }[]
    | undefined;
  readonly parseMode?: "markdown" | "html" | undefined;
}

/**
 * How a text is formatted, in one of the two ways.
 * @throws TelewireError VALIDATION_FAILED when both are given, or a part is not in the text or lacks its target
 */
export function textOf({ text = "", entities, parseMode }: TextInput): {
  readonly entities?: readonly MessageEntity[];
  readonly parseMode?: "markdown" | "html";
} {
  if (entities !== undefined && entities.length > 0 && parseMode !== undefined)
    throw invalid("entities", "does not go together with parseMode");
  for (const [index, { type, offset, length, url, language }] of entities?.entries() ?? []) {
    const field = `entities.${index}`;
    if (offset + length > text.length) throw invalid(field, "ends after the text");
    if ((type === "textUrl") !== (url !== undefined))
      throw invalid(`${field}.url`, "belongs to a textUrl, and to it only");
    if (language !== undefined && type !== "pre") throw invalid(`${field}.language`, "belongs to a pre only");
  }
  if (parseMode !== undefined) return { parseMode };
  return entities === undefined ? {} : { entities: entities.map((entity) => defined(entity)) };
}

/** Without the fields that are undefined. */
export function defined<Value extends object>(
  value: Value,
): { [Name in keyof Value]: Exclude<Value[Name], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Name in keyof Value]: Exclude<Value[Name], undefined>;
  };
}
