// oxlint-disable typescript/no-explicit-any -- GramJS's objects are made and read by name
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

import type { Api as ApiTypes } from "telegram";
import type * as GramUploads from "telegram/client/uploads.js";

import { Api } from "../support/gramjs.ts";
import type { GramRun, GramStep } from "./gramjs-judge.ts";
import { numberOf, textOf } from "./judge.ts";

const require = createRequire(import.meta.url);
const { returnBigInt: bigInt } = require("telegram/Helpers.js") as { returnBigInt: (value: number) => any };
const { CustomFile } = require("telegram/client/uploads.js") as typeof GramUploads;

const awaitUpdate: GramStep = (run, args) => run.awaitUpdate(args);

const fileOf = (name: string, content: Buffer): GramUploads.CustomFile =>
  new CustomFile(name, content.length, "", content);

const messageIn = async ({ client }: GramRun, chat: number, id: number): Promise<ApiTypes.Message> => {
  const [message] = await client.getMessages(chat, { ids: [id] });
  if (!message) throw new Error(`no message ${id}`);
  return message;
};

const sendText: GramStep = async ({ client }, args) => {
  const sent = await client.sendMessage(numberOf(args, "chat"), { message: textOf(args, "text") });
  return [sent.message, sent.out === true];
};

const editMessage: GramStep = async ({ client }, args) => {
  const chat = numberOf(args, "chat");
  const { id } = await client.sendMessage(chat, { message: textOf(args, "before") });
  return (await client.editMessage(chat, { message: id, text: textOf(args, "after") })).message;
};

const historyPage: GramStep = async ({ client }, args) => {
  const page = await client.getMessages(numberOf(args, "chat"), {
    limit: numberOf(args, "limit"),
    offsetId: numberOf(args, "offsetId"),
  });
  return page.map(({ message }) => message);
};

const myName: GramStep = async ({ client }) => {
  const [me] = await client.invoke(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }));
  return me instanceof Api.User ? (me.firstName ?? "") : "nobody";
};

const pinnedIn = async ({ client }: GramRun, chat: number): Promise<ApiTypes.Message[]> =>
  client.getMessages(chat, { limit: 10, filter: new Api.InputMessagesFilterPinned() });

const entityText = (entity: ApiTypes.TypeMessageEntity): string => {
  const place = `${entity.offset}:${entity.length}`;
  if (entity instanceof Api.MessageEntityTextUrl) return `textUrl:${place}:${entity.url}`;
  return `${entity.className.replace("MessageEntity", "").toLowerCase()}:${place}`;
};

const channelOf = async ({ client }: GramRun, username: string): Promise<ApiTypes.Channel> => {
  const entity = await client.getEntity(username);
  if (!(entity instanceof Api.Channel)) throw new Error("not a channel");
  return entity;
};

export const GRAMJS_STEPS: Readonly<Record<string, GramStep>> = {
  dialogs: async ({ client }) => (await client.getDialogs({})).map((dialog) => dialog.title ?? ""),
  "update-channel-post": awaitUpdate,
  "update-supergroup": awaitUpdate,
  "update-group": awaitUpdate,
  "update-private": awaitUpdate,
  "update-photo": awaitUpdate,
  "update-edit": awaitUpdate,
  "update-delete": awaitUpdate,
  "update-typing": awaitUpdate,
  "send-text": sendText,
  "send-too-long": sendText,
  "send-without-right": sendText,
  "slow-mode-wait": sendText,
  "send-formatted": async ({ client }, args) => {
    const message = '<b>bold</b> and <a href="https://example.org/">link</a>';
    const sent = await client.sendMessage(numberOf(args, "chat"), { message, parseMode: "html" });
    return (sent.entities ?? []).map(entityText);
  },
  "send-reply": async ({ client }, args) => {
    const replyTo = numberOf(args, "replyTo");
    const sent = await client.sendMessage(numberOf(args, "chat"), { message: textOf(args, "text"), replyTo });
    return sent.replyTo instanceof Api.MessageReplyHeader && sent.replyTo.replyToMsgId === replyTo ? "answers" : null;
  },
  "edit-message": editMessage,
  "edit-unchanged": editMessage,
  "delete-message": async ({ client }, args) => {
    const chat = numberOf(args, "chat");
    const sent = await client.sendMessage(chat, { message: textOf(args, "text") });
    await client.deleteMessages(chat, [sent.id], { revoke: true });
    const [left] = await client.getMessages(chat, { ids: [sent.id] });
    return left ? "there" : "gone";
  },
  "forward-message": async ({ client }, args) => {
    const [messages] = (await client.forwardMessages(numberOf(args, "to"), {
      messages: [numberOf(args, "id")],
      fromPeer: numberOf(args, "from"),
    })) as any[];
    const message = Array.isArray(messages) ? messages[0] : messages;
    const author = await client.getEntity(message.fwdFrom.fromId);
    return [message.message, author instanceof Api.User ? (author.firstName ?? "") : ""];
  },
  "history-page": historyPage,
  "flood-wait": historyPage,
  "messages-by-id": async ({ client }, args) => {
    const found = await client.getMessages(numberOf(args, "chat"), { ids: args["ids"] as number[] });
    return found.map((message) => message?.message ?? null);
  },
  "search-text": async ({ client }, args) => {
    const found = await client.getMessages(numberOf(args, "chat"), { search: textOf(args, "query"), limit: 10 });
    return found.map(({ message }) => message);
  },
  "read-history": async ({ client }, args) => {
    const chat = numberOf(args, "chat");
    await client.markAsRead(chat);
    const dialogs = await client.getDialogs({});
    return dialogs.find(({ id }) => Number(id) === chat)?.unreadCount ?? null;
  },
  react: async (run, args) => {
    const [chat, msgId] = [numberOf(args, "chat"), numberOf(args, "id")];
    const reaction = [new Api.ReactionEmoji({ emoticon: textOf(args, "emoji") })];
    await run.client.invoke(new Api.messages.SendReaction({ peer: chat, msgId, reaction }));
    const [counted] = (await messageIn(run, chat, msgId)).reactions?.results ?? [];
    return counted?.reaction instanceof Api.ReactionEmoji ? [counted.reaction.emoticon, counted.count] : null;
  },
  "pin-message": async (run, args) => {
    const chat = numberOf(args, "chat");
    const sent = await run.client.sendMessage(chat, { message: textOf(args, "text") });
    await run.client.pinMessage(chat, sent.id);
    return (await pinnedIn(run, chat)).map(({ message }) => message);
  },
  "unpin-message": async (run, args) => {
    const chat = numberOf(args, "chat");
    const [pinned] = await pinnedIn(run, chat);
    await run.client.unpinMessage(chat, pinned?.id ?? 0);
    return (await pinnedIn(run, chat)).map(({ message }) => message);
  },
  "send-document": async ({ client }, args) => {
    const content = randomBytes(numberOf(args, "size"));
    const name = textOf(args, "fileName");
    const sent = await client.sendFile(numberOf(args, "chat"), { file: fileOf(name, content), forceDocument: true });
    const got = await client.downloadMedia(sent, {});
    const { document } = sent.media as ApiTypes.MessageMediaDocument;
    const same = Buffer.isBuffer(got) && got.equals(content);
    if (!(document instanceof Api.Document)) return null;
    const named = document.attributes.find((attribute) => attribute instanceof Api.DocumentAttributeFilename);
    return [named?.fileName ?? "", Number(document.size), same ? "same" : "different"];
  },
  "send-photo": async ({ client }, args) => {
    const sent = await client.sendFile(numberOf(args, "chat"), { file: fileOf("a.jpg", randomBytes(3000)) });
    return sent.media instanceof Api.MessageMediaPhoto ? "photo" : null;
  },
  "send-album": async ({ client }, args) => {
    const chat = numberOf(args, "chat");
    await client.sendFile(chat, {
      file: [fileOf("a.jpg", randomBytes(2000)), fileOf("b.jpg", randomBytes(2000))],
    });
    const sent = await client.getMessages(chat, { limit: 2 });
    return [sent.filter(({ photo }) => photo).length, new Set(sent.map(({ groupedId }) => String(groupedId))).size];
  },
  "download-part": async (run, args) => {
    const message = await messageIn(run, numberOf(args, "chat"), numberOf(args, "id"));
    const limit = numberOf(args, "limit");
    const range = { offset: bigInt(numberOf(args, "offset")), requestSize: limit, chunkSize: limit, limit: 1 };
    for await (const part of run.client.iterDownload({ file: message.media as any, ...range }))
      return [part.length, part[0] ?? 0];
    return null;
  },
  "download-other-dc": async (run, args) => {
    const message = await messageIn(run, numberOf(args, "chat"), numberOf(args, "id"));
    const got = await run.client.downloadMedia(message, {});
    return Buffer.isBuffer(got) ? got.length : null;
  },
  "get-me": async ({ client }) => {
    const me = await client.getMe();
    return [me.firstName ?? "", me.username ?? ""];
  },
  "resolve-username": async (run, args) => (await channelOf(run, textOf(args, "username"))).title,
  "resolve-unknown": async ({ client }, args) => {
    const isThere = await client.getEntity(textOf(args, "username")).catch((error: Error) => {
      if (/No user has|Cannot find any entity/.test(error.message)) return undefined;
      throw error;
    });
    return isThere ? "somebody" : "nobody";
  },
  join: async (run, args) => {
    const username = textOf(args, "username");
    await run.client.invoke(new Api.channels.JoinChannel({ channel: username }));
    return (await channelOf(run, username)).left ? "outside" : "joined";
  },
  leave: async (run, args) => {
    const username = textOf(args, "username");
    await run.client.invoke(new Api.channels.LeaveChannel({ channel: username }));
    return (await channelOf(run, username)).left ? "left" : "inside";
  },
  "create-channel": async ({ client }, args) => {
    const made = await client.invoke(
      new Api.channels.CreateChannel({ title: textOf(args, "title"), about: "", broadcast: true }),
    );
    const [channel] = (made as ApiTypes.Updates).chats;
    return channel instanceof Api.Channel ? [channel.title, channel.broadcast ? "channel" : "supergroup"] : null;
  },
  "create-group": async ({ client }, args) => {
    const users = [numberOf(args, "member")];
    const { updates } = await client.invoke(new Api.messages.CreateChat({ title: textOf(args, "title"), users }));
    const [group] = (updates as ApiTypes.Updates).chats;
    return group instanceof Api.Chat ? group.title : null;
  },
  members: async ({ client }, args) => {
    const members = await client.getParticipants(numberOf(args, "chat"), {});
    return members.map(({ firstName }) => firstName ?? "").toSorted();
  },
  folder: async ({ client }, args) => {
    const title = new Api.TextWithEntities({ text: textOf(args, "title"), entities: [] });
    const includePeers = [await client.getInputEntity(numberOf(args, "chat"))];
    const filter = new Api.DialogFilter({ id: 2, title, pinnedPeers: [], includePeers, excludePeers: [] });
    await client.invoke(new Api.messages.UpdateDialogFilter({ id: 2, filter }));
    const { filters } = await client.invoke(new Api.messages.GetDialogFilters());
    return filters.flatMap((known) => (known instanceof Api.DialogFilter ? [known.title.text] : []));
  },
  "dropped-link": myName,
  restart: myName,
};
