import type { tl } from "@mtcute/core";
import Long from "long";
import { expect, it } from "vitest";
import { inputPeerOf, markedChannelId, PeerStore } from "./peer-store.ts";

const user = (id: number, rest: Partial<tl.RawUser> = {}) =>
  ({ _: "user", id, accessHash: Long.fromNumber(id), firstName: `U${id}`, ...rest }) as tl.RawUser;
const channel = (id: number, rest: Partial<tl.RawChannel> = {}) =>
  ({ _: "channel", id, accessHash: Long.fromNumber(id), title: `C${id}`, ...rest }) as tl.RawChannel;

it("forgets the senders that it met longest ago, never a chat", () => {
  const peers = new PeerStore(() => undefined, { maxSenders: 2 });
  peers.storeAll([user(1)], []);
  peers.chat(1);
  peers.storeAll([user(2), user(3), user(4)], []);
  expect([1, 2, 3, 4].map((id) => peers.get(id) !== undefined)).toEqual([true, false, true, true]);
  expect(peers.size).toEqual({ senders: 2, chats: 1 });
});

it("keeps the access hash of a chat over a restart", () => {
  const state = new Map<string, string>();
  const peers = new PeerStore((key, value) => (value === null ? state.delete(key) : state.set(key, value)));
  peers.storeAll([], [channel(7, { username: "seven", accessHash: Long.fromString("-8070450532247928832") })]);
  expect(state.size).toBe(0);
  peers.chat(markedChannelId(7));
  const restored = new PeerStore(() => undefined);
  restored.restore(state);
  expect(inputPeerOf(restored.get(markedChannelId(7)))).toEqual({
    _: "inputPeerChannel",
    channelId: 7,
    accessHash: Long.fromString("-8070450532247928832"),
  });
  expect(restored.byUsername("SEVEN")?.chat.title).toBe("C7");
});

it("does not take the access hash of a sketch", () => {
  const peers = new PeerStore(() => undefined);
  peers.storeAll([user(1)], []);
  peers.storeAll([user(1, { min: true, accessHash: Long.fromNumber(99), firstName: "New" })], []);
  expect(peers.get(1)?.accessHash?.toNumber()).toBe(1);
  expect(peers.get(1)?.sender.name).toBe("New");
  peers.storeAll([user(2, { min: true })], []);
  expect(() => inputPeerOf(peers.get(2))).toThrow(expect.objectContaining({ code: "CHAT_NOT_FOUND" }));
});

it("writes a chat again only when something of it changed", () => {
  const writes: string[] = [];
  const peers = new PeerStore((key) => writes.push(key));
  for (let round = 0; round < 3; round++) {
    peers.storeAll([], [channel(7)]);
    peers.chat(markedChannelId(7));
  }
  expect(writes).toHaveLength(1);
  peers.storeAll([], [channel(7, { title: "Renamed" })]);
  expect(writes).toHaveLength(2);
});

it("forgets a public name when its peer takes another", () => {
  const peers = new PeerStore(() => undefined);
  peers.storeAll([user(1, { username: "before" })], []);
  peers.storeAll([user(1, { username: "after" })], []);
  expect(peers.byUsername("before")).toBeUndefined();
  expect(peers.byUsername("after")?.id).toBe(1);
});
