import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@telewire/testing";
import { EventStreamClient } from "../../test/event-stream-client.ts";
import { ALICE, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

let fixture: GatewayFixture;
let authorization = "";
beforeAll(async () => {
  fixture = await startGateway();
  authorization = `Bearer ${await fixture.token()}`;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe("a topic as an event stream", () => {
  it("tells what its WebSocket tells, with the position as the event's id", async () => {
    using stream = new EventStreamClient(fixture.url, `messages/${ALICE}`, { authorization });
    using socket = new TestClient(fixture.url, `messages/${ALICE}`, { token: authorization.slice(7) });
    await socket.hello();
    await until(() => stream.of("HELLO").length === 1);
    const positions = await fixture.say([
      ...numbered("a", 20),
      "line one\nline two\r\n\r\ndata: forged",
      "\u2028 ключ",
    ]);
    const texts = await stream.texts(22);
    expect(texts).toEqual(await socket.texts(22));
    expect(stream.of("NEW_MESSAGE").map(({ id }) => id)).toEqual(positions);
    expect(stream.of("NEW_MESSAGE").map(({ data }) => data)).toEqual(socket.of("NEW_MESSAGE"));
  });

  it("goes on after Last-Event-ID, which goes before since, without hole or repeat", async () => {
    const [start = ""] = await fixture.say(["start"]);
    const positions = await fixture.say(numbered("r", 60));
    using first = new EventStreamClient(fixture.url, `messages/${ALICE}?since=${start}`, { authorization });
    expect(await first.texts(60)).toEqual(numbered("r", 60));
    const headers = { authorization, "last-event-id": positions[39] ?? "" };
    using second = new EventStreamClient(fixture.url, `messages/${ALICE}?since=${start}`, headers);
    await fixture.say(["after"]);
    expect(await second.texts(21)).toEqual([...numbered("r", 60).slice(40), "after"]);
    expect(second.of("HELLO")[0]?.data.data).toMatchObject({ recovered: true });
  });

  it("names a position in every partition of a topic over several", async () => {
    await using wide = await startGateway({ partitions: 4 });
    const headers = { authorization: `Bearer ${await wide.token()}` };
    const sessions = numbered("s", 8);
    for (const session of sessions) await wide.addSession(session);
    using stream = new EventStreamClient(wide.url, "messages/*", headers);
    await until(() => stream.of("HELLO").length === 1);
    for (const sessionId of sessions) await wide.say(["one", "two"], { sessionId });
    await stream.texts(16);
    const at = stream.of("NEW_MESSAGE")[6]?.id ?? "";
    expect(at.split(",")).toHaveLength(4);
    using again = new EventStreamClient(wide.url, "messages/*", { ...headers, "last-event-id": at });
    await again.texts(9);
    const told = (from: EventStreamClient, start: number): ReadonlySet<unknown> =>
      new Set(
        from
          .of("NEW_MESSAGE")
          .slice(start)
          .map(({ data: { data } }) => data["id"]),
      );
    expect(again.of("NEW_MESSAGE")).toHaveLength(9);
    expect(told(again, 0)).toEqual(told(stream, 7));
    expect(again.of("GAP")).toEqual([]);
  });

  it("is refused with a status, before anything is sent", async () => {
    const refused = async (topic: string, headers: Record<string, string>): Promise<[number, string]> => {
      using stream = new EventStreamClient(fixture.url, topic, headers);
      await stream.ended();
      return [stream.status, (JSON.parse(stream.body) as { error: { code: string } }).error.code];
    };
    const bound = `Bearer ${await fixture.token({ sessionIds: ["bob"] })}`;
    expect(await refused(`messages/${ALICE}`, {})).toEqual([401, "UNAUTHENTICATED"]);
    expect(await refused(`messages/${ALICE}`, { authorization: bound })).toEqual([403, "FORBIDDEN"]);
    expect(await refused("messages/nobody", { authorization })).toEqual([404, "SESSION_NOT_FOUND"]);
    expect(await refused("nothing", { authorization })).toEqual([404, "NOT_FOUND"]);
    expect(await refused("login/nobody", { authorization })).toEqual([404, "LOGIN_NOT_FOUND"]);
    expect(await refused(`messages/${ALICE}?colour=red`, { authorization })).toEqual([400, "VALIDATION_FAILED"]);
    const lost = { authorization, "last-event-id": "nowhere" };
    expect(await refused(`messages/${ALICE}`, lost)).toEqual([400, "BAD_POSITION"]);
    expect(await refused(`messages/${ALICE}`, { authorization, accept: "*/*" })).toEqual([400, "BAD_REQUEST"]);
  });

  it("ends with the close code when its key is revoked", async () => {
    const { apiKey, keyId } = await fixture.key();
    const { data } = await post(`${fixture.url}/api/v1/auth/token`, { apiKey });
    const headers = { authorization: `Bearer ${(data as { accessToken: string }).accessToken}` };
    using stream = new EventStreamClient(fixture.url, `messages/${ALICE}`, headers);
    await until(() => stream.of("HELLO").length === 1);
    await fixture.archive.apiKeys.revoke(keyId, Date.now());
    await stream.ended();
    expect(stream.events.at(-1)?.data).toMatchObject({
      type: "CLOSE",
      data: { code: 4501, reason: "UNAUTHENTICATED" },
    });
  });

  it("breaks its silence, and ends when the server does", async () => {
    const short = await startGateway({ options: { heartbeatIntervalMs: 1000 } });
    const headers = { authorization: `Bearer ${await short.token()}` };
    using stream = new EventStreamClient(short.url, `messages/${ALICE}`, headers);
    await until(() => stream.of("HEARTBEAT").length > 0);
    expect(stream.of("HEARTBEAT")[0]?.id).toBe(stream.of("HELLO")[0]?.id);
    await short[Symbol.asyncDispose]();
    await stream.ended();
    expect(stream.events.at(-1)?.data).toMatchObject({ type: "CLOSE", data: { code: 4000, reason: "SHUTTING_DOWN" } });
  });
});
