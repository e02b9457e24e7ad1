import type { TlDefinition } from "./schema.ts";
import type { TlObject } from "./writer.ts";

type Known = (name: string) => boolean;
type Fields = TlObject & Readonly<Record<string, unknown>>;

/** What an older layer gets for a constructor it has never heard of, by the type it belongs to. */
const BY_TYPE: Readonly<Record<string, (value: Fields) => TlObject | undefined>> = {
  KeyboardButton: (value) => ({ _: "keyboardButton", text: value["text"] }) as TlObject,
  MessageMedia: () => ({ _: "messageMediaUnsupported" }),
  MessageAction: () => ({ _: "messageActionEmpty" }),
  MessageReplyHeader: () => ({ _: "messageReplyHeader" }),
  "auth.SentCodeType": () => ({ _: "auth.sentCodeTypeApp" }),
};

/** Answers that newer layers wrap: older ones get what is inside. */
const UNWRAPPED: Readonly<Record<string, string>> = {
  "messages.chatInviteJoinResultOk": "updates",
  "messages.invitedUsers": "updates",
  "messages.dialogFilters": "filters",
  "messages.webPagePreview": "media",
};

/**
 * Turns an object into one that an older layer can write, as Telegram does for old clients: unknown entities and updates
 * vanish, unknown media become `messageMediaUnsupported`. `undefined` leaves the object out of its vector.
 */
export const convertDown = (
  value: TlObject,
  newest: ReadonlyMap<string, TlDefinition>,
  known: Known,
): TlObject | undefined => {
  const inner = UNWRAPPED[value._];
  if (inner !== undefined) return (value as Fields)[inner] as TlObject;
  const type = newest.get(value._)?.type;
  const replacement = type === undefined ? undefined : BY_TYPE[type]?.(value as Fields);
  return replacement && replacement._ !== value._ && known(replacement._) ? replacement : undefined;
};
