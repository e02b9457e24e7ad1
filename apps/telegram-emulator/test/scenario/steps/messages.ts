import { fails, type Scene, type Step, type TlRequest } from "../step.ts";
import { inputPeer } from "../town.ts";

let lastRandomId = BigInt(Date.now()) << 20n;
const randomId = (): bigint => ++lastRandomId;

const history = ({ town }: Scene, over: object): TlRequest => ({
  _: "messages.getHistory",
  peer: inputPeer(town.own),
  offsetId: 0,
  offsetDate: 0,
  addOffset: 0,
  limit: 10,
  maxId: 0,
  minId: 0,
  hash: 0n,
  ...over,
});

const textsOf = ({ messages }: { readonly messages: readonly { readonly message?: string }[] }): string[] =>
  messages.map(({ message }) => message ?? "");

const first = (scene: Scene): number => scene.notes.get("first") ?? 0;

/** Bob's latest message in the supergroup, for the steps that need somebody else's. */
const sayAsBob = async ({ bob, town, notes }: Scene, text: string): Promise<number> => {
  const { id } = await bob.sendText(town.talk.id, text);
  notes.set("bobs", id);
  return id;
};

/** Sending, changing and finding messages. */
export const MESSAGE_STEPS: readonly Step[] = [
  {
    id: "send-text",
    description: "a text is sent, and is one's own",
    arrange: ({ town }) => ({ chat: town.talk.id, text: "hello from the scenario" }),
    expected: { value: ["hello from the scenario", true] },
  },
  {
    id: "send-formatted",
    description: "bold text and a link keep their entities",
    arrange: ({ town }) => ({ chat: town.talk.id }),
    expected: { value: ["bold:0:4", "textUrl:9:4:https://example.org/"] },
  },
  {
    id: "send-reply",
    description: "an answer names what it answers",
    arrange: async (scene) => ({
      chat: scene.town.talk.id,
      replyTo: await sayAsBob(scene, "answer me"),
      text: "so be it",
    }),
    expected: { value: "answers" },
  },
  {
    id: "edit-message",
    description: "one's own message is edited",
    arrange: ({ town }) => ({ chat: town.talk.id, before: "a typo", after: "no typo" }),
    expected: { value: "no typo" },
  },
  {
    id: "delete-message",
    description: "a deleted message is gone",
    arrange: ({ town }) => ({ chat: town.talk.id, text: "soon gone" }),
    expected: { value: "gone" },
  },
  {
    id: "forward-message",
    description: "a forward keeps its author",
    arrange: async (scene) => ({
      from: scene.town.talk.id,
      id: await sayAsBob(scene, "worth forwarding"),
      to: scene.town.friends.id,
    }),
    expected: { value: ["worth forwarding", "Bob"] },
  },
  {
    id: "history-page",
    description: "history comes newest first, by pages",
    arrange: async ({ control, notes, town }) => {
      const texts = ["page 1", "page 2", "page 3", "page 4", "page 5"];
      const { ids } = await control.post(
        "/messages",
        texts.map((text, index) => ({ chatId: town.own.id, text, date: 1_700_000_000 + index * 100 })),
      );
      notes.set("first", ids[0]);
      return { chat: town.own.id, offsetId: ids[4], limit: 2 };
    },
    expected: { value: ["page 4", "page 3"] },
  },
  {
    id: "messages-by-id",
    description: "messages by their ids; those that are not there are missing",
    arrange: (scene) => ({ chat: scene.town.own.id, ids: [first(scene), 99_999] }),
    expected: { value: ["page 1", null] },
  },
  {
    id: "search-text",
    description: "search in a chat finds the words",
    arrange: ({ town }) => ({ chat: town.own.id, query: "page 3" }),
    expected: { value: ["page 3"] },
  },
  {
    id: "read-history",
    description: "reading brings the unread count to nothing",
    arrange: async (scene) => {
      await sayAsBob(scene, "unread");
      return { chat: scene.town.talk.id };
    },
    expected: { value: 0 },
  },
  {
    id: "react",
    description: "a reaction is counted and one's own",
    arrange: async (scene) => ({ chat: scene.town.talk.id, id: await sayAsBob(scene, "react to me"), emoji: "👍" }),
    expected: { value: ["👍", 1] },
  },
  {
    id: "pin-message",
    description: "a pinned message is found among the pinned",
    arrange: async (scene) => ({ chat: scene.town.club.id, text: "pin me" }),
    expected: { value: ["pin me"] },
  },
  {
    id: "unpin-message",
    description: "an unpinned one is not",
    arrange: ({ town }) => ({ chat: town.club.id }),
    expected: { value: [] },
  },
  {
    id: "send-too-long",
    description: "4,097 characters are too many",
    arrange: ({ town }) => ({ chat: town.talk.id, text: "x".repeat(4097) }),
    expected: fails("MESSAGE_TOO_LONG"),
  },
  {
    id: "send-empty",
    description: "an empty text is refused",
    call: ({ town }) => ({ _: "messages.sendMessage", peer: inputPeer(town.talk), message: " ", randomId: randomId() }),
    expected: fails("MESSAGE_EMPTY"),
  },
  {
    id: "send-without-right",
    description: "somebody who is no admin may not post in a channel",
    arrange: ({ town }) => ({ chat: town.news.id, text: "not an admin" }),
    expected: fails("CHAT_ADMIN_REQUIRED"),
  },
  {
    id: "edit-unchanged",
    description: "an edit must change something",
    arrange: ({ town }) => ({ chat: town.talk.id, before: "the same", after: "the same" }),
    expected: fails("MESSAGE_NOT_MODIFIED"),
  },
  {
    id: "edit-of-others",
    description: "others' messages are not one's to edit",
    call: async (scene) => ({
      _: "messages.editMessage",
      peer: inputPeer(scene.town.talk),
      id: await sayAsBob(scene, "mine"),
      message: "yours",
    }),
    expected: fails("MESSAGE_AUTHOR_REQUIRED"),
  },
  {
    id: "unknown-message",
    description: "an id that is not there is refused",
    call: ({ town }) => ({ _: "messages.sendVote", peer: inputPeer(town.talk), msgId: 99_999, options: [] }),
    expected: fails("MESSAGE_ID_INVALID"),
  },
  {
    id: "history-add-offset",
    description: "a negative add_offset reaches to newer messages",
    call: (scene) => history(scene, { offsetId: first(scene) + 2, addOffset: -2, limit: 2 }),
    observe: textsOf,
    expected: { value: ["page 4", "page 3"] },
  },
  {
    id: "history-by-date",
    description: "history before a date",
    call: (scene) => history(scene, { offsetDate: 1_700_000_250, limit: 2 }),
    observe: textsOf,
    expected: { value: ["page 3", "page 2"] },
  },
  {
    id: "history-between",
    description: "history between two ids, both excluded",
    call: (scene) => history(scene, { maxId: first(scene) + 4, minId: first(scene) }),
    observe: textsOf,
    expected: { value: ["page 4", "page 3", "page 2"] },
  },
  {
    id: "search-pinned-counter",
    description: "counters for the kinds of messages",
    call: ({ town }) => ({
      _: "messages.getSearchCounters",
      peer: inputPeer(town.own),
      filters: [{ _: "inputMessagesFilterPhotos" }],
    }),
    observe: (counters) => counters.map(({ count }: { count: number }) => count),
    expected: { value: [0] },
  },
  {
    id: "search-global",
    description: "search over all chats",
    call: () => ({
      _: "messages.searchGlobal",
      q: "page 2",
      filter: { _: "inputMessagesFilterEmpty" },
      minDate: 0,
      maxDate: 0,
      offsetRate: 0,
      offsetPeer: { _: "inputPeerEmpty" },
      offsetId: 0,
      limit: 10,
    }),
    observe: textsOf,
    expected: { value: ["page 2"] },
  },
  {
    id: "vote",
    description: "a vote in a poll is counted",
    call: async ({ control, notes, town }) => {
      const poll = { question: "Tea?", answers: ["yes", "no"] };
      const { id } = await control.post("/messages", { chatId: town.talk.id, from: town.bob.id, text: "", poll });
      notes.set("poll", id);
      return { _: "messages.sendVote", peer: inputPeer(town.talk), msgId: id, options: [Uint8Array.of(0)] };
    },
    observe: ({ updates }) => [
      updates[0].results.totalVoters,
      updates[0].results.results.map(({ voters }: { voters: number }) => voters),
    ],
    expected: { value: [1, [1, 0]] },
  },
  {
    id: "vote-for-nothing",
    description: "an option that the poll does not have is refused",
    call: ({ notes, town }) => ({
      _: "messages.sendVote",
      peer: inputPeer(town.talk),
      msgId: notes.get("poll") ?? 0,
      options: [Uint8Array.of(9)],
    }),
    expected: fails("OPTION_INVALID"),
  },
  {
    id: "schedule",
    description: "a message for later waits",
    call: ({ town }) => ({
      _: "messages.sendMessage",
      peer: inputPeer(town.talk),
      message: "for later",
      randomId: randomId(),
      scheduleDate: Math.floor(Date.now() / 1000) + 3600,
    }),
    observe: ({ updates }) => updates.map(({ _: name }: { _: string }) => name),
    expected: { value: ["updateMessageID", "updateNewScheduledMessage"] },
  },
  {
    id: "schedule-list",
    description: "and is listed",
    call: ({ town }) => ({ _: "messages.getScheduledHistory", peer: inputPeer(town.talk), hash: 0n }),
    observe: (answer, { notes }) => {
      notes.set("scheduled", answer.messages[0].id);
      return textsOf(answer);
    },
    expected: { value: ["for later"] },
  },
  {
    id: "schedule-send",
    description: "until it is sent before its time",
    call: ({ notes, town }) => ({
      _: "messages.sendScheduledMessages",
      peer: inputPeer(town.talk),
      id: [notes.get("scheduled") ?? 0],
    }),
    observe: ({ updates }) => updates.map(({ _: name }: { _: string }) => name),
    expected: { value: ["updateDeleteScheduledMessages", "updateNewChannelMessage"] },
  },
  {
    id: "draft",
    description: "a draft is kept",
    call: ({ town }) => ({ _: "messages.saveDraft", peer: inputPeer(town.talk), message: "dear all" }),
    expected: { value: true },
  },
  {
    id: "drafts",
    description: "and listed",
    call: () => ({ _: "messages.getAllDrafts" }),
    observe: ({ updates }) => updates.map(({ draft }: { draft: { message: string } }) => draft.message),
    expected: { value: ["dear all"] },
  },
  {
    id: "typing",
    description: "the others see that one is typing",
    call: ({ town }) => ({
      _: "messages.setTyping",
      peer: inputPeer(town.talk),
      action: { _: "sendMessageTypingAction" },
    }),
    expected: { value: true },
  },
  {
    id: "press-button",
    description: "a pressed button is answered by its bot, or times out",
    call: async ({ control, town }) => {
      await control.post(`/chats/${town.talk.id}/members`, { members: [town.robot.id] });
      const replyMarkup = [[{ text: "Press", data: "go" }]];
      const { id } = await control.post("/messages", {
        chatId: town.talk.id,
        from: town.robot.id,
        text: "press",
        replyMarkup,
      });
      return {
        _: "messages.getBotCallbackAnswer",
        peer: inputPeer(town.talk),
        msgId: id,
        data: new TextEncoder().encode("go"),
      };
    },
    expected: fails("BOT_RESPONSE_TIMEOUT"),
  },
  {
    id: "delete-history",
    description: "a private chat is emptied",
    call: ({ town }) => ({ _: "messages.deleteHistory", peer: inputPeer(town.bob), maxId: 0 }),
    observe: ({ _: name, offset }) => [name, offset],
    expected: { value: ["affectedHistory", 0] },
  },
];
