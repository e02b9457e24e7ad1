import type { tl } from "@mtcute/core";
import { messageEntry as schema } from "@telewire/contracts";
import Long from "long";
import { expect, it } from "vitest";
import { deleteEntry, messageEntry } from "./message-entry.ts";
import { PeerStore } from "./peer-store.ts";

function context(peers = new PeerStore(() => undefined)) {
  return { sessionId: "s1", selfId: 1, peers, receivedAt: 1_700_000_000_123.25, isBackfilled: false };
}

function knownPeers(): PeerStore {
  const peers = new PeerStore(() => undefined);
  const user = {
    _: "user",
    id: 42,
    accessHash: Long.fromNumber(5),
    firstName: "Ann",
    lastName: "Lee",
    username: "ann",
  } as tl.RawUser;
  const channel = {
    _: "channel",
    id: 77,
    accessHash: Long.fromNumber(6),
    title: "Calls",
    username: "calls",
    megagroup: true,
  } as tl.RawChannel;
  peers.storeAll([user], [channel]);
  return peers;
}

const base = {
  _: "message",
  id: 9,
  peerId: { _: "peerChannel", channelId: 77 },
  fromId: { _: "peerUser", userId: 42 },
  date: 1_700_000_000,
  message: "buy",
} as const;

it("maps every surface of a message", () => {
  const message = {
    ...base,
    entities: [
      { _: "messageEntityTextUrl", offset: 0, length: 3, url: "https://pump.fun/x" },
      { _: "messageEntityPre", offset: 0, length: 1, language: "ts" },
      { _: "messageEntityMentionName", offset: 1, length: 1, userId: 42 },
      { _: "messageEntityFormattedDate", offset: 1, length: 1 },
    ],
    replyMarkup: {
      _: "replyInlineMarkup",
      rows: [
        {
          _: "keyboardButtonRow",
          buttons: [
            { _: "keyboardButtonUrl", text: "Chart", url: "https://dexscreener.com/solana/p" },
            { _: "keyboardButtonCopy", text: "CA", copyText: "So111" },
            { _: "keyboardButtonWebView", text: "App", url: "https://app.example" },
            { _: "keyboardButtonCallback", text: "Vote", data: new Uint8Array() },
          ],
        },
      ],
    },
    media: {
      _: "messageMediaWebPage",
      webpage: {
        _: "webPage",
        id: Long.ONE,
        url: "https://birdeye.so/token/x",
        displayUrl: "birdeye.so",
        hash: 0,
        title: "Token",
        description: "A token",
      },
    },
    replyTo: { _: "messageReplyHeader", replyToMsgId: 4, quote: true, quoteText: "this one" },
    fwdFrom: {
      _: "messageFwdHeader",
      fromId: { _: "peerChannel", channelId: 5 },
      fromName: "Alpha",
      date: 1_699_999_999,
      channelPost: 3,
    },
    groupedId: Long.fromString("13579135791357913"),
    editDate: 1_700_000_005,
    out: true,
  } as unknown as tl.RawMessage;
  const entry = messageEntry("edit", message, context(knownPeers()));
  expect(entry).toEqual({
    schemaVersion: "1.0.0",
    kind: "edit",
    sessionId: "s1",
    chatId: "-1000000000077",
    messageId: "9",
    date: "2023-11-14T22:13:20.000Z",
    editDate: "2023-11-14T22:13:25.000Z",
    chat: { id: "-1000000000077", kind: "supergroup", title: "Calls", username: "calls" },
    sender: { id: "42", kind: "user", name: "Ann Lee", username: "ann" },
    text: "buy",
    entities: [
      { type: "textUrl", offset: 0, length: 3, url: "https://pump.fun/x" },
      { type: "pre", offset: 0, length: 1, language: "ts" },
      { type: "mentionName", offset: 1, length: 1, userId: "42" },
      { type: "unknown", offset: 1, length: 1 },
    ],
    surfaces: {
      buttons: [
        { text: "Chart", url: "https://dexscreener.com/solana/p" },
        { text: "CA", copy: "So111" },
        { text: "App", url: "https://app.example" },
        { text: "Vote" },
      ],
      preview: { url: "https://birdeye.so/token/x", title: "Token", description: "A token" },
      quote: "this one",
    },
    replyTo: { messageId: "4" },
    forward: { fromId: "-1000000000005", fromName: "Alpha", date: "2023-11-14T22:13:19.000Z", messageId: "3" },
    albumId: "13579135791357913",
    isOutgoing: true,
    backfilled: false,
    trace: { telegramDate: "2023-11-14T22:13:20.000Z", receivedAt: 1_700_000_000_123.25, appendedAt: 0 },
  });
  expect(schema.parse({ ...entry, id: "p" })).toBeTruthy();
  expect(JSON.stringify(entry)).toMatch(
    /^\{"schemaVersion":"1.0.0","kind":"edit","sessionId":"s1","chatId":"-1000000000077",/,
  );
});

it("leaves names out when the peers are not known", () => {
  const entry = messageEntry("message", base, context());
  expect(entry.sender).toEqual({ id: "42", kind: "user" });
  expect(entry.chat).toEqual({ id: "-1000000000077", kind: "channel" });
});

it("names the sender of a private message, ours included", () => {
  const message = { ...base, peerId: { _: "peerUser", userId: 42 }, fromId: undefined } as unknown as tl.RawMessage;
  expect(messageEntry("message", message, context(knownPeers())).sender).toMatchObject({ id: "42", name: "Ann Lee" });
  expect(messageEntry("message", { ...message, out: true }, context(knownPeers())).sender).toMatchObject({ id: "1" });
});

it.each([
  [{ _: "messageMediaPhoto" }, { type: "photo" }],
  [
    {
      _: "messageMediaDocument",
      document: {
        _: "document",
        mimeType: "video/mp4",
        size: 5,
        attributes: [{ _: "documentAttributeFilename", fileName: "a.mp4" }, { _: "documentAttributeVideo" }],
      },
    },
    { type: "video", mimeType: "video/mp4", sizeBytes: 5, fileName: "a.mp4" },
  ],
  [
    {
      _: "messageMediaDocument",
      document: {
        _: "document",
        mimeType: "audio/ogg",
        size: 5,
        attributes: [{ _: "documentAttributeAudio", voice: true }],
      },
    },
    { type: "voice", mimeType: "audio/ogg", sizeBytes: 5 },
  ],
  [{ _: "messageMediaGeo" }, { type: "location" }],
  [{ _: "messageMediaDice" }, { type: "other" }],
])("media %#", (media, expected) => {
  expect(messageEntry("message", { ...base, media } as unknown as tl.RawMessage, context()).media).toEqual(expected);
});

it("maps a poll", () => {
  const media = {
    _: "messageMediaPoll",
    poll: {
      question: { text: "Which?" },
      answers: [
        { _: "pollAnswer", text: { text: "A" } },
        { _: "pollAnswer", text: { text: "B" } },
      ],
    },
  };
  const entry = messageEntry("message", { ...base, media } as unknown as tl.RawMessage, context());
  expect(entry.surfaces.poll).toEqual({ question: "Which?", options: ["A", "B"] });
  expect(entry.media).toEqual({ type: "poll" });
});

it("makes a valid entry of a delete", () => {
  expect(schema.parse({ ...deleteEntry(0, 5, 1_700_000_000, context()), id: "p" })).toMatchObject({
    kind: "delete",
    chatId: "0",
    messageId: "5",
  });
});

it("reads the text and links of page blocks", () => {
  const plain = (text: string) => ({ _: "textPlain", text });
  const richMessage = {
    _: "richMessage",
    blocks: [
      { _: "pageBlockHeading1", text: plain("Call") },
      {
        _: "pageBlockParagraph",
        text: {
          _: "textConcat",
          texts: [
            plain("CA "),
            { _: "textFixed", text: plain("So1") },
            plain(" "),
            { _: "textUrl", text: plain("chart"), url: "https://pump.fun/x" },
          ],
        },
      },
    ],
  };
  const entry = messageEntry("message", { ...base, richMessage } as unknown as tl.RawMessage, context());
  expect(entry.text).toBe("buy\nCall\nCA So1 chart");
  expect(entry.entities).toEqual([
    { type: "code", offset: 12, length: 3 },
    { type: "textUrl", offset: 16, length: 5, url: "https://pump.fun/x" },
  ]);
  expect(entry.text.slice(16, 21)).toBe("chart");
});
