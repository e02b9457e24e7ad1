import { anyText, fails, including, type Scene, type Step, type TlRequest } from "../step.ts";
import { inputChannel, inputPeer } from "../town.ts";

const channelDifference = ({ town }: Scene, pts: number, limit: number): TlRequest => ({
  _: "updates.getChannelDifference",
  channel: inputChannel(town.news),
  filter: { _: "channelMessagesFilterEmpty" },
  pts,
  limit,
});

const textsOf = (messages: readonly { readonly message?: string }[]): string[] =>
  messages.map(({ message }) => message ?? "");

/** The pts of the channel now; then posts in it. */
const postAfter = async ({ control, town }: Scene, texts: readonly string[]): Promise<number> => {
  const { pts } = await control.get(`/chats/${town.news.id}`);
  await control.post(
    "/messages",
    texts.map((text) => ({ chatId: town.news.id, text })),
  );
  return pts;
};

/** What arrives by itself, and what is fetched when it did not. */
export const UPDATE_STEPS: readonly Step[] = [
  {
    id: "dialogs",
    description: "the list of dialogs names every chat of the account",
    expected: { value: including("Club", "Friends", "News", "Own", "Talk") },
  },
  {
    id: "update-channel-post",
    description: "a post of a channel arrives, with its buttons",
    arrange: async ({ control, town }) => {
      const replyMarkup = [[{ text: "Buy", url: "https://example.org/" }], [{ text: "CA", copy: "abc" }]];
      await control.post("/messages", { chatId: town.news.id, text: "update post", replyMarkup });
      return { kind: "new", text: "update post" };
    },
    expected: { value: "update post" },
  },
  {
    id: "update-supergroup",
    description: "a message in a supergroup arrives",
    arrange: async ({ bob, town }) => {
      await bob.sendText(town.talk.id, "update talk");
      return { kind: "new", text: "update talk" };
    },
    expected: { value: "update talk" },
  },
  {
    id: "update-group",
    description: "a message in a basic group arrives",
    arrange: async ({ bob, town }) => {
      await bob.sendText(town.friends.id, "update group");
      return { kind: "new", text: "update group" };
    },
    expected: { value: "update group" },
  },
  {
    id: "update-private",
    description: "a private message arrives",
    arrange: async ({ bob }) => {
      await bob.sendText("ann_test", "update private");
      return { kind: "new", text: "update private" };
    },
    expected: { value: "update private" },
  },
  {
    id: "update-photo",
    description: "a photo with a caption arrives",
    arrange: async ({ control, town }) => {
      await control.post("/messages", { chatId: town.news.id, text: "update photo", photo: { size: 4000 } });
      return { kind: "photo", text: "update photo" };
    },
    expected: { value: "update photo" },
  },
  {
    id: "update-edit",
    description: "an edit arrives",
    arrange: async ({ bob, town }) => {
      const message = await bob.sendText(town.talk.id, "before the edit");
      await bob.editMessage({ message, text: "after the edit" });
      return { kind: "edit", text: "after the edit" };
    },
    expected: { value: "after the edit" },
  },
  {
    id: "update-delete",
    description: "a deletion arrives",
    arrange: async ({ bob, town }) => {
      const message = await bob.sendText(town.talk.id, "to be deleted");
      await bob.deleteMessages([message]);
      return { kind: "delete", text: String(message.id) };
    },
    expected: { value: anyText },
  },
  {
    id: "update-typing",
    description: "that somebody is typing arrives",
    arrange: async ({ bob }) => {
      await bob.sendTyping("ann_test", "typing");
      return { kind: "typing", text: "" };
    },
    expected: { value: "" },
  },
  {
    id: "state",
    description: "the state of the common box",
    call: () => ({ _: "updates.getState" }),
    observe: (state, { notes }) => {
      notes.set("pts", state.pts).set("date", state.date);
      return state._;
    },
    expected: { value: "state" },
  },
  {
    id: "difference",
    description: "the difference holds what came since that state",
    call: async ({ bob, notes }) => {
      await bob.sendText("ann_test", "missed one");
      await bob.sendText("ann_test", "missed two");
      return { _: "updates.getDifference", pts: notes.get("pts") ?? 0, date: notes.get("date") ?? 0, qts: 0 };
    },
    observe: ({ _: name, newMessages, state }, { notes }) => {
      notes.set("pts2", state.pts);
      return [name, textsOf(newMessages)];
    },
    expected: { value: ["difference", ["missed one", "missed two"]] },
  },
  {
    id: "difference-slice",
    description: "a long difference comes in slices with an intermediate state",
    call: async ({ control, notes, town }) => {
      const message = { chatId: town.ann.id, from: town.bob.id, text: "one of many" };
      await control.post(
        "/messages",
        Array.from({ length: 1001 }, () => message),
      );
      return { _: "updates.getDifference", pts: notes.get("pts2") ?? 0, date: notes.get("date") ?? 0, qts: 0 };
    },
    observe: ({ _: name, newMessages, intermediateState }) => [name, newMessages.length, intermediateState._],
    expected: { value: ["differenceSlice", 1000, "state"] },
  },
  {
    id: "difference-too-long",
    description: "a gap beyond the client's own limit is too long",
    call: ({ notes }) => ({
      _: "updates.getDifference",
      pts: notes.get("pts") ?? 0,
      ptsTotalLimit: 500,
      date: notes.get("date") ?? 0,
      qts: 0,
    }),
    observe: ({ _: name }) => name,
    expected: { value: "differenceTooLong" },
  },
  {
    id: "difference-wrong",
    description: "a pts that never was is refused",
    call: () => ({ _: "updates.getDifference", pts: -1, date: 1, qts: 0 }),
    expected: fails("PERSISTENT_TIMESTAMP_INVALID"),
  },
  {
    id: "channel-difference",
    description: "the difference of a channel holds what came since",
    call: async (scene) => channelDifference(scene, await postAfter(scene, ["news one", "news two"]), 100),
    observe: ({ _: name, final, newMessages }) => [name, final, textsOf(newMessages)],
    expected: { value: ["channelDifference", true, ["news one", "news two"]] },
  },
  {
    id: "channel-difference-slice",
    description: "with a small limit it is not final",
    call: async (scene) => channelDifference(scene, await postAfter(scene, ["news three", "news four"]), 1),
    observe: ({ final, newMessages }) => [final ?? false, textsOf(newMessages)],
    expected: { value: [false, ["news three"]] },
  },
  {
    id: "channel-difference-empty",
    description: "without news it is empty and names the time until the next",
    call: async (scene) => channelDifference(scene, await postAfter(scene, []), 100),
    observe: ({ _: name, final, timeout }) => [name, final, timeout],
    expected: { value: ["channelDifferenceEmpty", true, 1] },
  },
  {
    id: "channel-difference-too-long",
    description: "a channel that moved too far answers with its dialog and last messages",
    call: async (scene) => {
      await scene.control.post("/faults", { kind: "too-long", chatId: scene.town.news.id, count: 1 });
      return channelDifference(scene, 1, 100);
    },
    observe: ({ _: name, messages, dialog }) => [name, messages.length > 0, dialog.pts > 1],
    expected: { value: ["channelDifferenceTooLong", true, true] },
  },
  {
    id: "channel-difference-private",
    description: "a channel that one is not in has no difference to give",
    call: ({ town }) => ({
      _: "updates.getChannelDifference",
      channel: inputChannel(town.secret),
      filter: { _: "channelMessagesFilterEmpty" },
      pts: 1,
      limit: 10,
    }),
    expected: fails("CHANNEL_PRIVATE"),
  },
  {
    id: "peer-dialogs",
    description: "single dialogs with their state",
    call: ({ town }) => ({
      _: "messages.getPeerDialogs",
      peers: [{ _: "inputDialogPeer", peer: inputPeer(town.talk) }],
    }),
    observe: ({ dialogs, state }) => [dialogs.length, state._],
    expected: { value: [1, "state"] },
  },
  {
    id: "dialogs-page",
    description: "dialogs come by pages",
    call: () => ({
      _: "messages.getDialogs",
      offsetDate: 0,
      offsetId: 0,
      offsetPeer: { _: "inputPeerEmpty" },
      limit: 2,
      hash: 0n,
    }),
    observe: ({ _: name, dialogs, messages }) => [name, dialogs.length, messages.length],
    expected: { value: ["dialogsSlice", 2, 2] },
  },
];
