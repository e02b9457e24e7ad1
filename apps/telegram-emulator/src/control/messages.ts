import type { tl } from "@mtcute/core";
import Long from "long";

import type { EmulatorCore } from "../core.ts";
import { mediaOf } from "../files/files.ts";
import type { Draft } from "../updates/publisher.ts";
import { isChannelPeer, isUserPeer, type PeerId, type StoredMessage } from "../world/types.ts";
import {
  fieldsOf,
  optionalBoolean,
  optionalNumber,
  optionalString,
  reference,
  references,
  type Fields,
} from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { peerOf, userOf } from "./resolve.ts";
import { entitiesOf, replyMarkupOf } from "./tl-json.ts";

const previewOf = (core: EmulatorCore, value: unknown): tl.RawMessageMediaWebPage | undefined => {
  if (value === undefined || value === null) return undefined;
  const fields = fieldsOf(value);
  const url = optionalString(fields, "url") ?? "";
  const title = optionalString(fields, "title");
  const description = optionalString(fields, "description");
  const id = Long.fromString(core.world.derive64(`preview:${url}`)).and(Long.MAX_VALUE);
  return {
    _: "messageMediaWebPage",
    webpage: {
      _: "webPage",
      id,
      url,
      displayUrl: url.replace(/^https?:\/\//, ""),
      hash: 0,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
    },
  };
};

const SAMPLE_BYTES = 2048;

/** `{fileName?, mimeType?, bytes? (base64), size?, dc?}`; without bytes the content is made up. */
const fileMedia = (core: EmulatorCore, kind: "photo" | "document", value: unknown): tl.TypeMessageMedia | undefined => {
  if (value === undefined || value === null) return undefined;
  const fields = value === true ? {} : fieldsOf(value);
  const given = optionalString(fields, "bytes");
  const bytes =
    given === undefined
      ? core.random.bytes(optionalNumber(fields, "size") ?? SAMPLE_BYTES)
      : Buffer.from(given, "base64");
  const file = core.files.create({
    kind,
    bytes,
    mimeType: optionalString(fields, "mimeType"),
    fileName: optionalString(fields, "fileName"),
    dcId: optionalNumber(fields, "dc"),
  });
  return mediaOf(file);
};

/** `{question, answers: [text]}` */
const pollMedia = (core: EmulatorCore, value: unknown): tl.TypeMessageMedia | undefined => {
  if (value === undefined || value === null) return undefined;
  const fields = fieldsOf(value);
  const text = (content: string): tl.RawTextWithEntities => ({ _: "textWithEntities", text: content, entities: [] });
  const question = optionalString(fields, "question") ?? "";
  const answers = references(fields["answers"], "answers").map((answer, index): tl.RawPollAnswer => ({
    _: "pollAnswer",
    text: text(String(answer)),
    option: Buffer.from([index]),
  }));
  const id = Long.fromString(core.world.derive64(`poll:${question}`));
  return {
    _: "messageMediaPoll",
    poll: { _: "poll", id, question: text(question), answers, hash: Long.ZERO },
    results: { _: "pollResults", totalVoters: 0 },
  };
};

/** A draft from the JSON of the control API. */
const draftOf = (core: EmulatorCore, fields: Fields): Draft => {
  const peer = peerOf(core, reference(fields["chatId"], "chatId"));
  const from =
    fields["from"] === undefined || fields["from"] === null
      ? undefined
      : userOf(core, reference(fields["from"], "from")).id;
  if (from === undefined && isUserPeer(peer)) throw new ControlError(400, "from: a private message needs its sender");
  const author = from ?? authorFor(core, peer);
  const entities = entitiesOf(fields["entities"]);
  const replyMarkup = replyMarkupOf(fields["replyMarkup"]);
  const media =
    previewOf(core, fields["preview"]) ??
    fileMedia(core, "photo", fields["photo"]) ??
    fileMedia(core, "document", fields["document"]) ??
    pollMedia(core, fields["poll"]) ??
    (fields["media"] as tl.TypeMessageMedia | undefined);
  const groupedId = optionalString(fields, "groupedId");
  const replyToId = optionalNumber(fields, "replyTo");
  const quoteText = optionalString(fields, "quoteText");
  const date = optionalNumber(fields, "date");
  return {
    peer,
    text: optionalString(fields, "text") ?? "",
    ...(author !== undefined && { from: author }),
    ...(entities && { entities }),
    ...(replyMarkup && { replyMarkup }),
    ...(media && { media }),
    ...(replyToId !== undefined && { replyToId }),
    ...(quoteText !== undefined && { quoteText }),
    ...(date !== undefined && { date }),
    ...(groupedId !== undefined && { groupedId }),
    ...(optionalBoolean(fields, "silent") && { silent: true }),
  };
};

/** Groups have no anonymous messages: somebody in them speaks. */
export const authorFor = (core: EmulatorCore, peer: PeerId): number | undefined => {
  const chat = core.world.chats.get(peer);
  return chat && chat.data.kind !== "channel" ? chat.data.creatorId : undefined;
};

export interface Sent {
  readonly chatId: PeerId;
  readonly id: number;
  readonly date: number;
  /** In private chats and basic groups each user has a copy with an id of its own: user id -> message id. */
  readonly copies?: Readonly<Record<string, number>>;
}

/** Ids as the receiver sees them: a private chat's is the one in the receiver's box. */
export const postDraft = (core: EmulatorCore, draft: Draft): Sent => {
  const { message } = core.publisher.post(draft);
  const { peer } = draft;
  if (message.uid === undefined) return { chatId: peer, id: message.id, date: message.date };
  const copies = Object.fromEntries(core.world.copiesOf(message.uid).map(({ box, id }) => [String(box), id]));
  return { chatId: peer, id: copies[String(peer)] ?? message.id, date: message.date, copies };
};

const boxOwnerOf = (core: EmulatorCore, fields: Fields, id: number): { owner: PeerId; message: StoredMessage } => {
  const peer = peerOf(core, reference(fields["chatId"], "chatId"));
  const chat = core.world.chats.get(peer);
  const owner = isChannelPeer(peer) || isUserPeer(peer) ? peer : (chat?.data.creatorId ?? peer);
  const message = core.world.box(owner).messages.get(id);
  if (!message) throw new ControlError(404, `no message ${id} in ${peer}`);
  return { owner, message };
};

export const messageRoutes = (core: EmulatorCore): Route[] => [
  {
    method: "POST",
    path: "/messages",
    run: ({ body }) => {
      const items = Array.isArray(body) ? body : [body];
      const messages = items.map((item) => draftOf(core, fieldsOf(item))).map((draft) => postDraft(core, draft));
      const ids = messages.map(({ id }) => id);
      return Array.isArray(body) ? { ids, messages } : { id: ids[0], ids, messages };
    },
  },
  {
    method: "GET",
    path: "/messages",
    run: ({ query }) => {
      const peer = peerOf(core, query.get("chatId") ?? "");
      const account = query.get("account");
      const viewer = account === null ? undefined : userOf(core, account).id;
      const owner = isChannelPeer(peer)
        ? peer
        : (viewer ?? (isUserPeer(peer) ? peer : core.world.chat(peer).data.creatorId));
      const all = [...core.world.box(owner).messages.values()];
      const messages = viewer === undefined && isUserPeer(peer) ? all : all.filter((message) => message.peer === peer);
      return query.get("ids") === "true" ? { ids: messages.map(({ id }) => id) } : messages;
    },
  },
  {
    method: "PATCH",
    path: "/messages/:id",
    run: ({ params, body }) => {
      const fields = fieldsOf(body);
      const { owner, message } = boxOwnerOf(core, fields, Number(params[0]));
      const entities = entitiesOf(fields["entities"]);
      const replyMarkup = replyMarkupOf(fields["replyMarkup"]);
      const text = optionalString(fields, "text");
      core.publisher.edit(owner, message.id, {
        ...(text !== undefined && { text, entities: entities ?? [] }),
        ...(replyMarkup && { replyMarkup }),
        editDate: core.world.nowSeconds,
      });
      return { id: message.id };
    },
  },
  {
    method: "POST",
    path: "/files/expire",
    run: () => {
      const ids = [...core.world.files.keys()];
      for (const id of ids) core.files.expireReference(id);
      return { ids };
    },
  },
  {
    method: "DELETE",
    path: "/messages",
    run: ({ body }) => {
      const fields = fieldsOf(body);
      const ids = references(fields["ids"], "ids").map(Number);
      const owned = ids.map((id) => boxOwnerOf(core, fields, id));
      const owner = owned[0]?.owner;
      if (owner !== undefined) core.publisher.delete(owner, ids, true);
      return { ids };
    },
  },
];
