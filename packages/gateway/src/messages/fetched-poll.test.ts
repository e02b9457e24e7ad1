import { until } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALICE, call, messageEntry, startGateway } from "../../test/gateway-fixture.ts";
import type { Answered, GatewayFixture } from "../../test/gateway-fixture.ts";

const CHAT = "-1001000000077";
const OTHER = "-1001000000078";
let fixture: GatewayFixture;
let token = "";
beforeAll(async () => {
  fixture = await startGateway({ dependencies: { recordsChat: ({ chatId }) => chatId !== CHAT && chatId !== OTHER } });
  token = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

interface Page {
  readonly messages: readonly { readonly text: string }[];
  readonly nextCursor: string;
}
const messages = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    messageEntry({
      chatId: CHAT,
      messageId: String(count - index),
      text: `m${count - index}`,
      media: { type: "photo" },
    }),
  );
const poll = (query: string): Promise<Answered> =>
  call(`${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&${query}`, { token });
const textsOf = ({ data }: Answered): string[] => (data as Page).messages.map(({ text }) => text);

it("fetches what is new of a chat that is not recorded, and shares the answer", async () => {
  fixture.telegram.chats.set(CHAT, messages(5));
  expect(textsOf(await poll("limit=3"))).toEqual(["m3", "m4", "m5"]);
  const next = await poll("cursor=t.2&limit=2");
  expect([textsOf(next), next.meta.hasMore, (next.data as Page).nextCursor]).toEqual([["m3", "m4"], true, "t.4"]);
  const before = fixture.telegram.calls.length;
  await Promise.all(Array.from({ length: 10 }, () => poll("cursor=t.4")));
  expect(fixture.telegram.calls.length - before).toBe(1);
  expect(await poll("cursor=nonsense")).toMatchObject({ status: 400, error: { code: "BAD_POSITION" } });
});

it("waits for what comes", async () => {
  fixture.telegram.chats.set(CHAT, messages(5));
  const start = (await poll("cursor=latest")).data as Page;
  expect(start).toEqual({ messages: [], nextCursor: "t.5" });
  const waiting = poll("cursor=t.5&wait=20");
  fixture.telegram.chats.set(CHAT, messages(6));
  expect(textsOf(await waiting)).toEqual(["m6"]);
});

it("leaves files out where it is asked to", async () => {
  fixture.telegram.chats.set(CHAT, messages(8));
  const [shown, bare] = [await poll("limit=8"), await poll("limit=8&includeMedia=false")];
  expect(textsOf(bare)).toEqual(textsOf(shown));
  expect([JSON.stringify(shown.data), JSON.stringify(bare.data)].map((text) => text.includes('"media"'))).toEqual([
    true,
    false,
  ]);
});

it("polls recorded and other chats together, each message once", async () => {
  const recorded = "-1001000000088";
  const chats = [recorded, CHAT, OTHER].join(",");
  const pollAll = async (query: string): Promise<Answered> =>
    call(`${fixture.url}/api/v1/messages/poll?sessionId=${ALICE}&chats=${chats}&${query}`, { token });
  fixture.telegram.chats.set(CHAT, messages(3));
  fixture.telegram.chats.set(OTHER, messages(2));
  await fixture.say(["r1", "r2"], { chatId: recorded });
  const seen: string[] = [];
  let cursor: string | undefined;
  const drain = async (): Promise<void> => {
    for (let more = true; more;) {
      const answer = await pollAll(`limit=2${cursor === undefined ? "" : `&cursor=${cursor}`}`);
      expect(textsOf(answer).length).toBeLessThan(3);
      seen.push(...textsOf(answer));
      cursor = (answer.data as Page).nextCursor;
      more = answer.meta.hasMore ?? false;
    }
  };
  await drain();
  // Without a cursor a chat that is not recorded begins with its newest messages.
  expect(seen).toEqual(["r1", "r2", "m2", "m3", "m1", "m2"]);
  await fixture.say(["r3"], { chatId: recorded });
  fixture.telegram.chats.set(CHAT, messages(5));
  await until(async () => {
    await drain();
    return seen.length === 9;
  });
  expect(seen.slice(6)).toEqual(["r3", "m4", "m5"]);
  const waiting = pollAll(`wait=20&cursor=${cursor ?? ""}`);
  fixture.telegram.chats.set(OTHER, messages(3));
  expect(textsOf(await waiting)).toEqual(["m3"]);
  expect(await pollAll("cursor=t.1")).toMatchObject({ error: { code: "BAD_POSITION" } });
});
