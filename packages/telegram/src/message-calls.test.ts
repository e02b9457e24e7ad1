import type { tl } from "@mtcute/core";
import Long from "long";
import { expect, it } from "vitest";
import type { ActionContext } from "./actions/context.ts";
import { SentIds } from "./actions/sent-ids.ts";
import { sendMessage } from "./message-calls.ts";
import { PeerStore } from "./peer-store.ts";

it("makes a message of an answer that tells only its id", async () => {
  const peers = new PeerStore(() => undefined);
  peers.storeAll([{ _: "user", id: 42, accessHash: Long.ONE, firstName: "Ann" }], []);
  const applied: tl.TypeUpdates[] = [];
  const answer = {
    _: "updateShortSentMessage",
    out: true,
    id: 9,
    pts: 5,
    ptsCount: 1,
    date: 1_700_000_000,
    entities: [{ _: "messageEntityUrl", offset: 0, length: 5 }],
  };
  const context = {
    sessionId: "s",
    selfId: 1,
    peers,
    now: () => 0,
    call: (() => Promise.resolve(answer)) as unknown as ActionContext["call"],
    apply: (updates: tl.TypeUpdates) => applied.push(updates),
    resolve: () => Promise.reject(new Error("not asked for")),
    sent: new SentIds(),
  };
  const peer = peers.get(42);
  if (peer === undefined) throw new Error("no peer");
  const sent = await sendMessage(context, peer, { sessionId: "s", chatId: "42", text: "hi.io", replyTo: "3" });
  expect(sent).toEqual({ messageId: "9", date: "2023-11-14T22:13:20.000Z" });
  expect(applied).toMatchObject([
    {
      _: "updateShort",
      update: {
        _: "updateNewMessage",
        pts: 5,
        message: {
          id: 9,
          out: true,
          message: "hi.io",
          fromId: { userId: 1 },
          peerId: { _: "peerUser", userId: 42 },
          entities: [{ _: "messageEntityUrl" }],
          replyTo: { replyToMsgId: 3 },
        },
      },
    },
  ]);
});
