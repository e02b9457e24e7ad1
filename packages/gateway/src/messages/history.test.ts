import { openSqliteArchive } from "@telewire/archive";
import type { Archive, ContentPolicy } from "@telewire/archive";
import { formatPosition } from "@telewire/contracts";
import { tempDirectory } from "@telewire/testing";
import { afterAll, expect, it } from "vitest";
import { ALICE, call, CHAT, messageEntry, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

/** An archive that has messages 1 and 2 of the chat, where Telegram has five. */
async function gatewayOver(contentPolicy: ContentPolicy, isRecorded: boolean): Promise<GatewayFixture> {
  const { path } = stack.use(await tempDirectory("telewire-history-"));
  const archive: Archive = stack.use(await openSqliteArchive({ file: `${path}/archive.sqlite`, contentPolicy }));
  const message = (id: number) => messageEntry({ messageId: String(id), text: `m${id}` });
  await archive.messages.write(
    [1, 2].map((id) => {
      const position = formatPosition({ stream: "messages", epoch: "old", partition: 0, major: id, minor: 0 });
      const json = JSON.stringify({ ...message(id), id: position });
      return { position, sessionId: ALICE, chatId: CHAT, json };
    }),
  );
  const fixture = stack.use(await startGateway({ dependencies: { archive, recordsChat: () => isRecorded } }));
  await fixture.addSession(ALICE);
  fixture.telegram.chats.set(CHAT, [5, 4, 3, 2, 1].map(message));
  return fixture;
}

async function walk(fixture: GatewayFixture, direction: string): Promise<string[]> {
  const seen: string[] = [];
  const token = await fixture.token();
  for (let cursor = ""; ;) {
    const query = `sessionId=${ALICE}&limit=2&direction=${direction}${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const { data, meta } = await call(`${fixture.url}/api/v1/messages/history/${CHAT}?${query}`, { token });
    const page = data as { readonly messages: readonly { readonly text: string }[]; readonly nextCursor: string };
    seen.push(...page.messages.map(({ text }) => text));
    if (meta.hasMore !== true) return seen;
    cursor = page.nextCursor;
  }
}

it.each([
  ["keeps no text", "off", true],
  ["keeps text of messages with a detection", "detections", true],
  ["ends where the chat was recorded last", "all", false],
] as const)("is whole where the archive %s", async (_what, policy, isRecorded) => {
  const fixture = await gatewayOver(policy, isRecorded);
  expect(await walk(fixture, "older")).toEqual(["m5", "m4", "m3", "m2", "m1"]);
  expect(await walk(fixture, "newer")).toEqual(["m1", "m2", "m3", "m4", "m5"]);
});
