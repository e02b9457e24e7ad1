// oxlint-disable typescript/no-explicit-any -- TDLib's objects are made and read by name
import { numberOf, textOf } from "./judge.ts";
import type { Arguments } from "./step.ts";
import type { TdObject, TdRun, TdStep } from "./tdlib-judge.ts";

/** TDLib numbers the messages of the server by the million. */
const MESSAGE_UNIT = 2 ** 20;

const updateText = (update: TdObject): string => {
  const { content } = update["message"] ?? {};
  return content?.text?.text ?? content?.caption?.text ?? "";
};

const awaitUpdate: TdStep = async ({ client }, args) => {
  const [kind, text] = [textOf(args, "kind"), textOf(args, "text")];
  await client.wait((update) => {
    if (kind === "edit") return update._ === "updateMessageContent" && update["new_content"].text?.text === text;
    if (kind === "delete")
      return update._ === "updateDeleteMessages" && update["message_ids"].includes(Number(text) * MESSAGE_UNIT);
    if (kind === "typing") return update._ === "updateChatAction";
    return update._ === "updateNewMessage" && updateText(update) === text;
  });
  return text;
};

const textContent = (text: string): TdObject => ({ _: "inputMessageText", text: { _: "formattedText", text } });

const sendContent = ({ client }: TdRun, chat: number, content: TdObject, more: object = {}): Promise<TdObject> =>
  client.send({ _: "sendMessage", chat_id: chat, input_message_content: content, ...more });

const textIn = (message: TdObject | null): string | null => message?.["content"]?.text?.text ?? null;

const sendText: TdStep = async (run, args) => {
  const sent = await sendContent(run, numberOf(args, "chat"), textContent(textOf(args, "text")));
  return [textIn(sent), sent["is_outgoing"]];
};

const editMessage: TdStep = async (run, args) => {
  const chat_id = numberOf(args, "chat");
  const { id } = await sendContent(run, chat_id, textContent(textOf(args, "before")));
  const input_message_content = textContent(textOf(args, "after"));
  return textIn(await run.client.call({ _: "editMessageText", chat_id, message_id: id, input_message_content }));
};

const historyPage: TdStep = async ({ client }, args) => {
  const { messages } = await client.call({
    _: "getChatHistory",
    chat_id: numberOf(args, "chat"),
    from_message_id: numberOf(args, "offsetId") * MESSAGE_UNIT,
    offset: 0,
    limit: numberOf(args, "limit"),
    only_local: false,
  });
  return messages.map(textIn);
};

const search = async ({ client }: TdRun, chat_id: number, query: string, filter: string): Promise<TdObject[]> =>
  (await client.call({ _: "searchChatMessages", chat_id, query, limit: 10, filter: { _: filter } })).messages;

const pinnedIn = (run: TdRun, chat: number): Promise<TdObject[]> => search(run, chat, "", "searchMessagesFilterPinned");

const myName: TdStep = async ({ client }) => {
  await client.wait(({ _: name, state }) => name === "updateConnectionState" && state?._ === "connectionStateReady");
  const me = await client.call({ _: "getMe" });
  return (await client.call({ _: "getUserFullInfo", user_id: me.id }))._ === "userFullInfo" ? me.first_name : null;
};

const publicChat = ({ client }: TdRun, args: Arguments): Promise<TdObject> =>
  client.call({ _: "searchPublicChat", username: textOf(args, "username") });

export const TDLIB_STEPS: Readonly<Record<string, TdStep>> = {
  dialogs: async ({ client }) => {
    await client.call({ _: "loadChats", limit: 100 }).catch(() => undefined);
    const { chat_ids: ids } = await client.call({ _: "getChats", limit: 100 });
    const chats = await Promise.all(ids.map((chat_id: number) => client.call({ _: "getChat", chat_id })));
    return chats.map(({ title }) => title);
  },
  "update-channel-post": awaitUpdate,
  "update-supergroup": awaitUpdate,
  "update-group": awaitUpdate,
  "update-private": awaitUpdate,
  "update-photo": awaitUpdate,
  "update-edit": awaitUpdate,
  "send-text": sendText,
  "send-formatted": async (run, args) => {
    const entities = [
      { _: "textEntity", offset: 0, length: 4, type: { _: "textEntityTypeBold" } },
      { _: "textEntity", offset: 9, length: 4, type: { _: "textEntityTypeTextUrl", url: "https://example.org/" } },
    ];
    const text = { _: "formattedText", text: "bold and link", entities };
    const sent = await sendContent(run, numberOf(args, "chat"), { _: "inputMessageText", text });
    return sent["content"].text.entities.map(({ offset, length, type }: any) =>
      type.url ? `textUrl:${offset}:${length}:${type.url}` : `bold:${offset}:${length}`,
    );
  },
  "send-reply": async (run, args) => {
    const message_id = numberOf(args, "replyTo") * MESSAGE_UNIT;
    const reply_to = { _: "inputMessageReplyToMessage", message_id };
    const sent = await sendContent(run, numberOf(args, "chat"), textContent(textOf(args, "text")), { reply_to });
    return sent["reply_to"]?.message_id === message_id ? "answers" : null;
  },
  "edit-message": editMessage,
  "delete-message": async (run, args) => {
    const chat_id = numberOf(args, "chat");
    const { id } = await sendContent(run, chat_id, textContent(textOf(args, "text")));
    await run.client.call({ _: "deleteMessages", chat_id, message_ids: [id], revoke: true });
    const { messages } = await run.client.call({ _: "getMessages", chat_id, message_ids: [id] });
    return messages[0] ? "there" : "gone";
  },
  "forward-message": async (run, args) => {
    await run.client.call({
      _: "getMessage",
      chat_id: numberOf(args, "from"),
      message_id: numberOf(args, "id") * MESSAGE_UNIT,
    });
    const { messages } = await run.client.send({
      _: "forwardMessages",
      chat_id: numberOf(args, "to"),
      from_chat_id: numberOf(args, "from"),
      message_ids: [numberOf(args, "id") * MESSAGE_UNIT],
    });
    const user_id = messages[0].forward_info.origin.sender_user_id;
    return [textIn(messages[0]), (await run.client.call({ _: "getUser", user_id })).first_name];
  },
  "history-page": historyPage,
  "messages-by-id": async ({ client }, args) => {
    const message_ids = (args["ids"] as number[]).map((id) => id * MESSAGE_UNIT);
    const { messages } = await client.call({ _: "getMessages", chat_id: numberOf(args, "chat"), message_ids });
    return messages.map(textIn);
  },
  "search-text": async (run, args) =>
    (await search(run, numberOf(args, "chat"), textOf(args, "query"), "searchMessagesFilterEmpty")).map(textIn),
  "pin-message": async (run, args) => {
    const chat_id = numberOf(args, "chat");
    const { id } = await sendContent(run, chat_id, textContent(textOf(args, "text")));
    await run.client.call({ _: "pinChatMessage", chat_id, message_id: id });
    return (await pinnedIn(run, chat_id)).map(textIn);
  },
  "unpin-message": async (run, args) => {
    const chat_id = numberOf(args, "chat");
    const [pinned] = await pinnedIn(run, chat_id);
    await run.client.call({ _: "unpinChatMessage", chat_id, message_id: pinned?.["id"] });
    return (await pinnedIn(run, chat_id)).map(textIn);
  },
  "get-me": async ({ client }) => {
    const me = await client.call({ _: "getMe" });
    return [me.first_name, me.usernames.active_usernames[0]];
  },
  "resolve-username": async (run, args) => (await publicChat(run, args))["title"],
  "resolve-unknown": async (run, args) => {
    const found = await publicChat(run, args).catch((error: { message: string }) => error.message);
    return found === "USERNAME_NOT_OCCUPIED" ? "nobody" : null;
  },
  join: async (run, args) => {
    const { id, type } = await publicChat(run, args);
    await run.client.call({ _: "joinChat", chat_id: id });
    const { status } = await run.client.call({ _: "getSupergroup", supergroup_id: type.supergroup_id });
    return status._ === "chatMemberStatusMember" ? "joined" : status._;
  },
  leave: async (run, args) => {
    const { id, type } = await publicChat(run, args);
    await run.client.call({ _: "leaveChat", chat_id: id });
    const { status } = await run.client.call({ _: "getSupergroup", supergroup_id: type.supergroup_id });
    return status._ === "chatMemberStatusLeft" ? "left" : status._;
  },
  members: async ({ client }, args) => {
    const { type } = await client.call({ _: "getChat", chat_id: numberOf(args, "chat") });
    const { members } = await client.call({ _: "getSupergroupMembers", supergroup_id: type.supergroup_id, limit: 10 });
    const users = await Promise.all(
      members.map(({ member_id }: any) => client.call({ _: "getUser", user_id: member_id.user_id })),
    );
    return users.map(({ first_name: name }): string => name).toSorted();
  },
  folder: async ({ client }, args) => {
    const name = { _: "chatFolderName", text: { _: "formattedText", text: textOf(args, "title") } };
    await client.call({
      _: "createChatFolder",
      folder: { _: "chatFolder", name, included_chat_ids: [numberOf(args, "chat")] },
    });
    const { chat_folders: folders } = await client.wait(
      (update) => update._ === "updateChatFolders" && update["chat_folders"].length > 0,
    );
    return folders.map((folder: any) => folder.name.text.text);
  },
  "dropped-link": myName,
  restart: myName,
};
