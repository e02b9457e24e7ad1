import { openRedisLog } from "@telewire/log";
import type { EventLog } from "@telewire/log";
import { startRedis, startTcpProxy, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { ALICE, call, CHAT, messageRecord, startGateway } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

it("a log that lost its past ends the topics; who comes back is told of the gap, and hears what is new", async () => {
  await using redis = await startRedis({ appendOnly: false });
  await using log = await openRedisLog({ url: redis.url });
  await using fixture = await startGateway({ dependencies: { log } });
  const token = await fixture.token();
  using client = new TestClient(fixture.url, `messages/${ALICE}`, { token });
  await client.hello();
  const [position = ""] = await fixture.say(["before"]);
  await client.texts(1);
  await redis.restart();
  expect(await client.closed()).toBe(4003);
  using back = new TestClient(fixture.url, `messages/${ALICE}?since=${position}`, { token });
  expect((await back.hello()).data.recovered).toBe(false);
  await until(() => back.of("GAP").length > 0);
  expect(back.of("GAP")[0]?.data.reason).toBe("other-epoch");
  await fixture.say(["later"]);
  await until(() => back.of("NEW_MESSAGE").some(({ data }) => data.text === "later"));
});

it("a log that was trimmed past a node that could not read ends the topics; who comes back is told of the gap", async () => {
  await using redis = await startRedis({ appendOnly: false });
  await using link = await startTcpProxy(redis.port);
  await using log = await openRedisLog({ url: `redis://127.0.0.1:${link.port}` });
  await using elsewhere = await openRedisLog({ url: redis.url });
  await using fixture = await startGateway({ dependencies: { log } });
  const token = await fixture.token();
  using client = new TestClient(fixture.url, `messages/${ALICE}`, { token });
  await client.hello();
  const [position = ""] = await fixture.say(["before"]);
  await client.texts(1);
  link.blackhole();
  await append(elsewhere, ["lost", "kept 1", "kept 2"]);
  await elsewhere.trim({ maxEntries: 2 });
  link.cut();
  expect(await client.closed()).toBe(4003);
  using back = new TestClient(fixture.url, `messages/${ALICE}?since=${position}`, { token });
  expect((await back.hello()).data.recovered).toBe(false);
  expect(await back.texts(2)).toEqual(["kept 1", "kept 2"]);
  expect(back.of("GAP")[0]?.data).toMatchObject({ from: position, reason: "trimmed" });
  const poll = (cursor: string) =>
    call(`${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&cursor=${cursor}`, { token });
  const resume = back.of("GAP")[0]?.data.to ?? "";
  expect(await poll(position)).toMatchObject({
    status: 410,
    error: { code: "CURSOR_EXPIRED", details: { reason: "trimmed", resume } },
  });
  expect(await poll(resume)).toMatchObject({ data: { messages: [{ text: "kept 1" }, { text: "kept 2" }] } });
});

it("a node that starts over a trimmed log answers no cursor from before the trimming out of its memory", async () => {
  await using redis = await startRedis({ appendOnly: false });
  await using log = await openRedisLog({ url: redis.url });
  const [position = ""] = await append(log, ["before", "lost", "kept"]);
  await log.trim({ maxEntries: 1 });
  await using fixture = await startGateway({ dependencies: { log } });
  const token = await fixture.token();
  const poll = `${fixture.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}`;
  const expired = await call(`${poll}&cursor=${position}`, { token });
  expect(expired).toMatchObject({ error: { code: "CURSOR_EXPIRED", details: { reason: "trimmed" } } });
  const kept = [{ text: "kept" }];
  expect(await call(`${poll}&cursor=${String(expired.error.details["resume"])}`, { token })).toMatchObject({
    data: { messages: kept },
  });
  expect(await call(poll, { token })).toMatchObject({ data: { messages: kept } });
});

async function append(log: EventLog, texts: readonly string[]): Promise<readonly string[]> {
  const batch = (await log.loadState(ALICE)).lastBatch + 1;
  const records = texts.map((text, index) => messageRecord({ messageId: String(1000 * batch + index), text }));
  return (await log.append({ sessionId: ALICE, fence: null, batch, records })).positions;
}
