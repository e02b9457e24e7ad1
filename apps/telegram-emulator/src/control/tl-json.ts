import type { tl } from "@mtcute/core";

import { ControlError } from "./http.ts";
import { type Fields, optionalString } from "./fields.ts";

/** Entity names as bots write them, beside the ones of TL. */
const ENTITY_NAMES: Readonly<Record<string, string>> = {
  text_link: "messageEntityTextUrl",
  textUrl: "messageEntityTextUrl",
  url: "messageEntityUrl",
  code: "messageEntityCode",
  pre: "messageEntityPre",
  bold: "messageEntityBold",
  italic: "messageEntityItalic",
  underline: "messageEntityUnderline",
  strikethrough: "messageEntityStrike",
  spoiler: "messageEntitySpoiler",
  blockquote: "messageEntityBlockquote",
  mention: "messageEntityMention",
  hashtag: "messageEntityHashtag",
  cashtag: "messageEntityCashtag",
  bot_command: "messageEntityBotCommand",
  email: "messageEntityEmail",
};

const entityOf = (entity: Fields): tl.TypeMessageEntity => {
  const given = optionalString(entity, "_") ?? optionalString(entity, "type") ?? "";
  const name = ENTITY_NAMES[given] ?? (given.startsWith("messageEntity") ? given : undefined);
  if (name === undefined) throw new ControlError(400, `unknown entity type: ${given}`);
  const { type: _type, ...rest } = entity;
  return { ...rest, _: name } as unknown as tl.TypeMessageEntity;
};

export const entitiesOf = (value: unknown): tl.TypeMessageEntity[] | undefined => {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new ControlError(400, "entities: a list expected");
  return value.map((entity) => entityOf(entity as Fields));
};

const buttonOf = (button: Fields): tl.TypeKeyboardButton => {
  if (typeof button["_"] === "string") return button as unknown as tl.TypeKeyboardButton;
  const text = optionalString(button, "text") ?? "";
  if (typeof button["url"] === "string") return { _: "keyboardButtonUrl", text, url: button["url"] };
  const copy = button["copy"] ?? (button["copy_text"] as Fields | undefined)?.["text"];
  if (typeof copy === "string") return { _: "keyboardButtonCopy", text, copyText: copy };
  const webApp = button["webApp"] ?? (button["web_app"] as Fields | undefined)?.["url"];
  if (typeof webApp === "string") return { _: "keyboardButtonWebView", text, url: webApp };
  const data = button["data"] ?? button["callback_data"];
  if (typeof data === "string") return { _: "keyboardButtonCallback", text, data: Buffer.from(data) };
  return { _: "keyboardButton", text };
};

/** Rows of buttons: `{inlineKeyboard: [[{text, url|copy|data|webApp}]]}`, a bare list of rows, or TL as it is. */
export const replyMarkupOf = (value: unknown): tl.TypeReplyMarkup | undefined => {
  if (value === undefined || value === null) return undefined;
  const markup = value as Fields;
  if (typeof markup["_"] === "string") return markup as unknown as tl.TypeReplyMarkup;
  const rows = Array.isArray(value) ? value : (markup["inlineKeyboard"] ?? markup["inline_keyboard"]);
  if (!Array.isArray(rows)) throw new ControlError(400, "replyMarkup: rows of buttons expected");
  const tlRows = rows.map((row): tl.RawKeyboardButtonRow => {
    const buttons = (Array.isArray(row) ? row : [row]) as Fields[];
    return { _: "keyboardButtonRow", buttons: buttons.map(buttonOf) };
  });
  return { _: "replyInlineMarkup", rows: tlRows };
};
