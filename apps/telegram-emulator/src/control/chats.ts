import type { tl } from "@mtcute/core";

import type { EmulatorCore } from "../core.ts";
import { addChat, type NewChat, setMember } from "../world/builder.ts";
import type { Chat, ChatKind } from "../world/types.ts";
import { isPresent } from "../world/tl-peers.ts";
import {
  fieldsOf,
  optionalBoolean,
  optionalNumber,
  optionalString,
  reference,
  references,
  requiredString,
  type Fields,
} from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { chatPeerOf, userOf } from "./resolve.ts";

const KINDS: readonly string[] = ["channel", "supergroup", "group"] satisfies ChatKind[];

const userIds = (core: EmulatorCore, fields: Fields, name: string): number[] =>
  fields[name] === undefined ? [] : references(fields[name], name).map((item) => userOf(core, item).id);

const specOf = (core: EmulatorCore, fields: Fields): NewChat => {
  const kind = requiredString(fields, "kind");
  if (!KINDS.includes(kind)) throw new ControlError(400, `kind: one of ${KINDS.join(", ")} expected`);
  return {
    kind: kind as ChatKind,
    title: requiredString(fields, "title"),
    username: optionalString(fields, "username"),
    about: optionalString(fields, "about"),
    members: userIds(core, fields, "members"),
    admins: userIds(core, fields, "admins"),
    slowmodeSeconds: optionalNumber(fields, "slowmodeSeconds"),
    isReadOnly: optionalBoolean(fields, "isReadOnly"),
    creator: fields["creator"] === undefined ? undefined : userOf(core, reference(fields["creator"], "creator")).id,
  };
};

const describeChat = (chat: Chat): Record<string, unknown> => ({
  ...chat.data,
  id: chat.peer,
  bareId: chat.data.id,
  memberCount: [...chat.members.values()].filter(isPresent).length,
  ...(chat.box && { pts: chat.box.pts, topMessage: chat.box.topId }),
});

/** What the first message of a chat says: every chat begins with one. */
const creationOf = ({ data, members }: Chat): tl.TypeMessageAction =>
  data.kind === "group"
    ? { _: "messageActionChatCreate", title: data.title, users: [...members.keys()] }
    : { _: "messageActionChannelCreate", title: data.title };

const create = (core: EmulatorCore, body: unknown): Record<string, unknown> => {
  const chat = addChat(core, specOf(core, fieldsOf(body)));
  core.publisher.post({ peer: chat.peer, from: chat.data.creatorId, text: "", action: creationOf(chat) });
  core.publisher.pushChat(chat.peer, chat.members.keys());
  return describeChat(chat);
};

export const chatRoutes = (core: EmulatorCore): Route[] => [
  {
    method: "POST",
    path: "/chats",
    run: ({ body }) => {
      if (!Array.isArray(body)) return create(core, body);
      const chats = body.map((item) => create(core, item));
      return { ids: chats.map((chat) => chat["id"]), chats };
    },
  },
  { method: "GET", path: "/chats", run: () => [...core.world.chats.values()].map(describeChat) },
  {
    method: "GET",
    path: "/chats/:id",
    run: ({ params }) => describeChat(core.world.chat(chatPeerOf(core, params[0] ?? ""))),
  },
  {
    method: "POST",
    path: "/chats/:id/members",
    run: ({ params, body }) => {
      const peer = chatPeerOf(core, params[0] ?? "");
      const fields = fieldsOf(body);
      const ids = userIds(core, fields, "members");
      const role = (optionalString(fields, "role") ?? "member") as "admin" | "member" | "left" | "banned";
      for (const id of ids) setMember(core, peer, id, role);
      core.publisher.pushChat(peer, ids);
      return describeChat(core.world.chat(peer));
    },
  },
];
