import type { tl } from "@mtcute/core";
import { thtml } from "@mtcute/html-parser";
import { md } from "@mtcute/markdown-parser";
import { TelewireError } from "@telewire/contracts";
import type { MessageEntity } from "@telewire/contracts";
import { inputEntities } from "./context.ts";

/** How a text is marked up: HTML as the Bot API knows it, or Markdown as Telegram's apps do. */
export type Markup = "markdown" | "html";

export interface TextToSend {
  readonly text: string;
  readonly entities?: readonly MessageEntity[];
  readonly parseMode?: Markup;
}

/** What an account may set itself: mentions by id would need the access hash of the user. */
const ALLOWED: ReadonlySet<string> = new Set<tl.TypeMessageEntity["_"]>([
  "messageEntityBold",
  "messageEntityItalic",
  "messageEntityUnderline",
  "messageEntityStrike",
  "messageEntitySpoiler",
  "messageEntityCode",
  "messageEntityPre",
  "messageEntityBlockquote",
  "messageEntityTextUrl",
]);

/** Text and entities for a call. @throws TelewireError BAD_REQUEST when the markup cannot be read */
export function formatted({ text, entities, parseMode }: TextToSend): {
  readonly message: string;
  readonly entities?: tl.TypeMessageEntity[];
} {
  if (parseMode === undefined) return { message: text, ...inputEntities(entities) };
  try {
    const parsed = parseMode === "html" ? thtml(text) : md(text);
    const kept = parsed.entities?.filter((entity) => ALLOWED.has(entity._)) ?? [];
    return { message: parsed.text, ...(kept.length === 0 ? {} : { entities: kept }) };
  } catch (cause) {
    throw new TelewireError("BAD_REQUEST", { details: { problem: `text: not valid ${parseMode}` }, cause });
  }
}
