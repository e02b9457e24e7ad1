import { chat, chats, join, leave, members, resolve } from "./chats.ts";
import type { ActionContext } from "./context.ts";
import { download, media, sendMedia, uploadPart } from "./media.ts";
import { deleteMessages, edit, forward, messages, pin, react, read, search } from "./messages.ts";
import type { ActionName, ActionRequest, ActionResult } from "./session-actions.ts";

type Action<Name extends ActionName> = (
  context: ActionContext,
  request: ActionRequest<Name>,
) => Promise<ActionResult<Name>>;

export const ACTIONS: { readonly [Name in ActionName]: Action<Name> } = {
  edit,
  delete: deleteMessages,
  forward,
  react,
  read,
  pin,
  search,
  messages,
  chats,
  chat,
  members,
  resolve,
  join,
  leave,
  media,
  download,
  uploadPart,
  sendMedia,
};

export const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];
