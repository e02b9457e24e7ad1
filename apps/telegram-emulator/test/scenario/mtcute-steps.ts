import { createHash, randomBytes } from "node:crypto";

import type { Message, tl } from "@mtcute/node";
import { type FileDownloadLocation, MtPeerNotFoundError, SearchFilters } from "@mtcute/node";

import { numberOf, textOf } from "./judge.ts";
import type { MtcuteRun, MtcuteStep } from "./mtcute-judge.ts";

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const awaitUpdate: MtcuteStep = (run, args) => run.awaitUpdate(args);

const messageIn = async ({ client }: MtcuteRun, chat: number, id: number): Promise<Message> => {
  const [message] = await client.getMessages(chat, id);
  if (!message) throw new Error(`no message ${id}`);
  return message;
};

const locationOf = ({ media }: Message): FileDownloadLocation => {
  if (media?.type !== "document" && media?.type !== "photo") throw new Error(`no file: ${media?.type}`);
  return media;
};

const sendText: MtcuteStep = async ({ client }, args) => {
  const sent = await client.sendText(numberOf(args, "chat"), textOf(args, "text"));
  return [sent.text, sent.isOutgoing];
};

const editMessage: MtcuteStep = async ({ client }, args) => {
  const message = await client.sendText(numberOf(args, "chat"), textOf(args, "before"));
  return (await client.editMessage({ message, text: textOf(args, "after") })).text;
};

const historyPage: MtcuteStep = async ({ client }, args) => {
  const offset = { id: numberOf(args, "offsetId"), date: 0 };
  const page = await client.getHistory(numberOf(args, "chat"), { limit: numberOf(args, "limit"), offset });
  return page.map(({ text }) => text);
};

const myName: MtcuteStep = async ({ client }) => (await client.getUsers("self"))[0]?.firstName ?? "nobody";

const pinnedIn = async ({ client }: MtcuteRun, chatId: number): Promise<string[]> =>
  (await client.searchMessages({ chatId, filter: SearchFilters.Pinned })).map(({ text }) => text);

export const MTCUTE_STEPS: Readonly<Record<string, MtcuteStep>> = {
  dialogs: async ({ client }) => {
    const titles: string[] = [];
    for await (const dialog of client.iterDialogs()) titles.push(dialog.peer.displayName);
    return titles;
  },
  "update-channel-post": awaitUpdate,
  "update-supergroup": awaitUpdate,
  "update-group": awaitUpdate,
  "update-private": awaitUpdate,
  "update-photo": awaitUpdate,
  "update-edit": awaitUpdate,
  "update-delete": awaitUpdate,
  "update-typing": awaitUpdate,
  "send-text": sendText,
  "send-formatted": async ({ client }, args) => {
    const text = "bold and link";
    const url = "https://example.org/";
    const entities: tl.TypeMessageEntity[] = [
      { _: "messageEntityBold", offset: 0, length: 4 },
      { _: "messageEntityTextUrl", offset: 9, length: 4, url },
    ];
    const sent = await client.sendText(numberOf(args, "chat"), { text, entities });
    return sent.entities.map(({ offset, length, params }) =>
      params.kind === "text_link" ? `textUrl:${offset}:${length}:${params.url}` : `${params.kind}:${offset}:${length}`,
    );
  },
  "send-reply": async ({ client }, args) => {
    const sent = await client.sendText(numberOf(args, "chat"), textOf(args, "text"), {
      replyTo: numberOf(args, "replyTo"),
    });
    return sent.replyToMessage?.id === args["replyTo"] ? "answers" : null;
  },
  "edit-message": editMessage,
  "edit-unchanged": editMessage,
  "delete-message": async ({ client }, args) => {
    const sent = await client.sendText(numberOf(args, "chat"), textOf(args, "text"));
    await client.deleteMessages([sent]);
    const [left] = await client.getMessages(numberOf(args, "chat"), sent.id);
    return left ? "there" : "gone";
  },
  "forward-message": async ({ client }, args) => {
    const [message] = await client.forwardMessagesById({
      fromChatId: numberOf(args, "from"),
      messages: [numberOf(args, "id")],
      toChatId: numberOf(args, "to"),
    });
    return [message?.text ?? "", message?.forward?.sender.displayName.split(" ")[0] ?? ""];
  },
  "history-page": historyPage,
  "messages-by-id": async ({ client }, args) =>
    (await client.getMessages(numberOf(args, "chat"), args["ids"] as number[])).map((message) => message?.text ?? null),
  "search-text": async ({ client }, args) => {
    const found = await client.searchMessages({ chatId: numberOf(args, "chat"), query: textOf(args, "query") });
    return found.map(({ text }) => text);
  },
  "read-history": async ({ client }, args) => {
    await client.readHistory(numberOf(args, "chat"));
    const [dialog] = await client.getPeerDialogs(numberOf(args, "chat"));
    return dialog?.unreadCount ?? null;
  },
  react: async ({ client }, args) => {
    const [chatId, message] = [numberOf(args, "chat"), numberOf(args, "id")];
    await client.sendReaction({ chatId, message, emoji: textOf(args, "emoji") });
    const [seen] = await client.getMessages(chatId, message);
    const reaction = seen?.reactions?.reactions[0];
    return [String(reaction?.emoji), reaction?.count ?? 0];
  },
  "pin-message": async (run, args) => {
    const chat = numberOf(args, "chat");
    const sent = await run.client.sendText(chat, textOf(args, "text"));
    await run.client.pinMessage({ chatId: chat, message: sent.id });
    return pinnedIn(run, chat);
  },
  "unpin-message": async (run, args) => {
    const chat = numberOf(args, "chat");
    const [pinned] = await run.client.searchMessages({ chatId: chat, filter: SearchFilters.Pinned });
    await run.client.unpinMessage({ chatId: chat, message: pinned?.id ?? 0 });
    return pinnedIn(run, chat);
  },
  "send-too-long": sendText,
  "send-without-right": sendText,
  "flood-wait": historyPage,
  "slow-mode-wait": sendText,
  "send-document": async ({ client }, args) => {
    const content = randomBytes(numberOf(args, "size"));
    const file = { type: "document" as const, file: content, fileName: textOf(args, "fileName") };
    const { media } = await client.sendMedia(numberOf(args, "chat"), file);
    if (media?.type !== "document") return null;
    const same = digest(await client.downloadAsBuffer(media)) === digest(content);
    return [media.fileName, media.fileSize ?? 0, same ? "same" : "different"];
  },
  "send-photo": async ({ client }, args) => {
    const sent = await client.sendMedia(numberOf(args, "chat"), { type: "photo", file: randomBytes(3000) });
    return sent.media?.type ?? null;
  },
  "send-album": async ({ client }, args) => {
    const photo = (): { type: "photo"; file: Uint8Array } => ({ type: "photo", file: randomBytes(2000) });
    const sent = await client.sendMediaGroup(numberOf(args, "chat"), [photo(), photo()]);
    return [sent.length, new Set(sent.map(({ groupedId }) => String(groupedId))).size];
  },
  "download-part": async (run, args) => {
    const location = locationOf(await messageIn(run, numberOf(args, "chat"), numberOf(args, "id")));
    const range = { offset: numberOf(args, "offset"), limit: numberOf(args, "limit") };
    const part = await run.client.downloadChunk({ location, ...range });
    return [part.length, part[0] ?? 0];
  },
  "download-other-dc": async (run, args) => {
    const location = locationOf(await messageIn(run, numberOf(args, "chat"), numberOf(args, "id")));
    return (await run.client.downloadAsBuffer(location)).length;
  },
  "get-me": async ({ client }) => {
    const me = await client.getMe();
    return [me.firstName, me.username];
  },
  "resolve-username": async ({ client }, args) => (await client.getChat(textOf(args, "username"))).title,
  "resolve-unknown": async ({ client }, args) => {
    const isThere = await client.resolvePeer(textOf(args, "username")).catch((error: unknown) => {
      if (error instanceof MtPeerNotFoundError) return undefined;
      throw error;
    });
    return isThere ? "somebody" : "nobody";
  },
  join: async ({ client }, args) => {
    await client.joinChat(textOf(args, "username"));
    return (await client.getChat(textOf(args, "username"))).isMember ? "joined" : "outside";
  },
  leave: async ({ client }, args) => {
    await client.leaveChat(textOf(args, "username"));
    return (await client.getChat(textOf(args, "username"))).isMember ? "inside" : "left";
  },
  "create-channel": async ({ client }, args) => {
    const { title, chatType } = await client.createChannel({ title: textOf(args, "title") });
    return [title, chatType];
  },
  "create-group": async ({ client }, args) => {
    const group = await client.createGroup({ title: textOf(args, "title"), users: [numberOf(args, "member")] });
    return group.chat.title;
  },
  members: async ({ client }, args) => {
    const members = await client.getChatMembers(numberOf(args, "chat"));
    return members.map(({ user }) => user.displayName.split(" ")[0] ?? "").toSorted();
  },
  folder: async ({ client }, args) => {
    const title: tl.RawTextWithEntities = { _: "textWithEntities", text: textOf(args, "title"), entities: [] };
    await client.createFolder({ title, includePeers: [await client.resolvePeer(numberOf(args, "chat"))] });
    const { filters } = await client.getFolders();
    return filters.flatMap((filter) => ("title" in filter ? [filter.title.text] : []));
  },
  "dropped-link": myName,
  restart: myName,
};
