import { TelewireError } from "@telewire/contracts";
import type { MessageEntity } from "@telewire/contracts";

interface TextInput {
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

/** How a text is formatted, in one of the two ways. @throws TelewireError VALIDATION_FAILED when both are given */
export function textOf({ entities, parseMode }: TextInput): {
  readonly entities?: readonly MessageEntity[];
  readonly parseMode?: "markdown" | "html";
} {
  if (entities !== undefined && parseMode !== undefined) {
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "entities", problem: "does not go together with parseMode" }] },
    });
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
