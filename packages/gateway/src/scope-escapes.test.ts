import { RuleRecords } from "@telewire/archive";
import { OPERATIONS, SCOPES } from "@telewire/contracts";
import type { Operation } from "@telewire/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOB, HIDDEN, OF_ALICE, OF_HIDDEN, OF_OTHER_KEY, startForeignWorld } from "../test/foreign-world.ts";
import type { ForeignWorld } from "../test/foreign-world.ts";
import { ALICE, CHAT } from "../test/gateway-fixture.ts";
import { filterOfKey } from "./auth/key-filters.ts";

/** What names something that a caller may not touch; a field that is in neither list makes the first test fail. */
const NAMES = new Set(
  "sessionId sessionIds chatId chatIds chats fromChatId ruleId keyId loginId cursor media filter ".trim().split(" "),
);
const HARMLESS = new Set(
  (
    "apiKey refreshToken phone code password token session format username invite messageId messageIds " +
    "replyTo text query entities parseMode silent scheduleAt emoji limit wait after includeMedia since " +
    "until direction senderId mediaTypes onlyForSelf fileName mimeType isPinned method arguments families " +
    "roles address family kind subjectId kinds name pattern isCaseSensitive isWholeWord isEnabled role " +
    "scopes day requireSignature expiresAt overlapSeconds senderIds ids preview includeService "
  )
    .trim()
    .split(" "),
);
const ALL: readonly Operation[] = Object.values(OPERATIONS);
const PROTECTED = ALL.filter(({ access }) => access !== "public");

let world: ForeignWorld;
/** Scope -> a token with all the others. */
const withoutScope = new Map<string, string>();
beforeAll(async () => {
  world = await startForeignWorld();
  for (const scope of SCOPES)
    withoutScope.set(scope, await world.tokenOf({ scopes: SCOPES.filter((other) => other !== scope) }));
});
afterAll(() => world[Symbol.asyncDispose]());

interface Tried {
  readonly status: number;
  readonly text: string;
  readonly calls: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Shape = "plain" | "envelope";

/** A request of the operation, however its fields travel; what the answer was, and what Telegram was asked for meanwhile. */
async function attempt(
  operation: Operation,
  fields: Fields,
  token: string | null,
  shape: Shape,
  extra = "",
): Promise<Tried> {
  const { fixture } = world;
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(String(fields[name])),
  );
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !inPath.includes(name)));
  const usesBody = operation.bytes === undefined && (operation.method === "POST" || operation.method === "PUT");
  const asBody = usesBody || (operation.hasPostAlias === true && shape === "envelope");
  const query = new URLSearchParams(
    asBody ? {} : Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  ).toString();
  const { sessionId, ...params } = rest;
  const body = shape === "envelope" ? { ...(sessionId === undefined ? {} : { sessionId }), params } : rest;
  fixture.telegram.calls.length = 0;
  const response = await fetch(`${fixture.url}${path}?${query}${extra}`, {
    method: asBody && operation.method === "GET" ? "POST" : operation.method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(asBody ? { "content-type": "application/json" } : {}),
    },
    ...(asBody ? { body: JSON.stringify(body) } : operation.bytes === "upload" ? { body: "file" } : {}),
    redirect: "manual",
  });
  return { status: response.status, text: await response.text(), calls: JSON.stringify(fixture.telegram.calls) };
}

/** The operation's example with everything in it that it can name. */
function fieldsOf({ input, example }: Operation, foreign: Fields): Fields {
  const known = Object.keys(input.shape).filter((name) => Object.hasOwn(foreign, name));
  const wait = "wait" in input.shape ? { wait: 0 } : {};
  return { ...(example as Fields), ...wait, ...Object.fromEntries(known.map((name) => [name, foreign[name]])) };
}

it("knows every field of every operation: those that name something, and those that cannot", () => {
  const fields = new Set(ALL.flatMap(({ input }) => Object.keys(input.shape)));
  expect([...fields].filter((name) => !NAMES.has(name) && !HARMLESS.has(name))).toEqual([]);
});

describe.each(PROTECTED.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  it("asks for credentials, and for its scope", async () => {
    const fields = fieldsOf(operation, {});
    expect(await attempt(operation, fields, null, "plain")).toMatchObject({ status: 401, calls: "[]" });
    if (operation.access === "authenticated") return;
    const tried = await attempt(operation, fields, withoutScope.get(operation.access) ?? null, "plain");
    expect(tried).toMatchObject({ status: 403, calls: "[]" });
    expect(tried.text).toContain(`"scope":"${operation.access}"`);
  });

  it.each(["plain", "envelope"] as const)("shows nothing of another session, asked %s", async (shape) => {
    const foreign = {
      sessionId: ALICE,
      sessionIds: [ALICE],
      chatId: CHAT,
      chatIds: [CHAT],
      chats: [CHAT],
      fromChatId: CHAT,
      ruleId: world.ruleId,
      keyId: world.otherKey.keyId,
      loginId: "login-1",
      ...(operation.id === "sendMessage" ? { media: [{ as: "photo", uploadId: world.uploadId }] } : {}),
    };
    const asked = fieldsOf(operation, foreign);
    const { cursor: _cursor, ...unnamed } = fieldsOf(operation, { chatId: CHAT, loginId: "login-1" });
    const { sessionId: _own, sessionIds: _others, ...open } = unnamed as Fields;
    const leaks: string[] = [];
    const note = (...tried: Parameters<typeof leaksOf>): unknown => leaks.push(...leaksOf(...tried));
    const tries = [asked, ...cursorsFor(operation).map((cursor) => ({ ...asked, cursor })), open];
    for (const fields of tries) note(await attempt(operation, fields, world.ofBob, shape), ALICE, OF_ALICE);
    if ("sessionId" in operation.input.shape) {
      // One place says Bob, another Alice.
      const mixed = { ...asked, sessionId: BOB };
      note(await attempt(operation, mixed, world.ofBob, shape, `&sessionId=${ALICE}`), ALICE, OF_ALICE);
      note(await attempt(operation, { ...mixed, params: { sessionId: ALICE } }, world.ofBob, "plain"), ALICE, OF_ALICE);
    }
    expect(leaks).toEqual([]);
  });

  it.each(["plain", "envelope"] as const)("shows nothing of another chat, asked %s", async (shape) => {
    const foreign = { sessionId: BOB, chatId: HIDDEN, ruleId: world.ruleId, keyId: world.otherKey.keyId };
    const lists = { chatIds: [HIDDEN], chats: [HIDDEN], fromChatId: HIDDEN };
    const mixed = { ...foreign, chatId: CHAT, chatIds: [CHAT, HIDDEN], chats: [CHAT, HIDDEN], fromChatId: HIDDEN };
    const {
      chatId: _one,
      chats: _some,
      chatIds: _many,
      ...unnamed
    } = fieldsOf(operation, { ...foreign, chatId: CHAT });
    const leaks: string[] = [];
    const note = (...tried: Parameters<typeof leaksOf>): unknown => leaks.push(...leaksOf(...tried));
    const tries = [
      fieldsOf(operation, { ...foreign, ...lists }),
      fieldsOf(operation, mixed),
      operation.path.includes("{chatId}") ? fieldsOf(operation, foreign) : unnamed,
      ...cursorsFor(operation).map((cursor) => ({ ...fieldsOf(operation, foreign), cursor })),
    ];
    for (const fields of tries) note(await attempt(operation, fields, world.filtered, shape), HIDDEN, OF_HIDDEN);
    for (const spelt of [`${HIDDEN} `, `-0${HIDDEN.slice(1)}`, "@hidden", `${HIDDEN}%00`])
      note(
        await attempt(operation, fieldsOf(operation, { ...foreign, chatId: spelt }), world.filtered, shape),
        HIDDEN,
        OF_HIDDEN,
      );
    expect(leaks).toEqual([]);
  });
});

it("left everything of others as it was", async () => {
  const { apiKeys, records, sessions } = world.fixture.archive;
  const { keyId } = world.otherKey;
  expect(await apiKeys.get(keyId)).toMatchObject({ revokedAt: null, name: OF_OTHER_KEY });
  expect(await filterOfKey(records, keyId)).toBeNull();
  expect(await new RuleRecords(records).get(world.ruleId)).toMatchObject({ ownerId: keyId, pattern: OF_OTHER_KEY });
  expect((await sessions.list()).map(({ sessionId }) => sessionId)).toEqual([ALICE, BOB]);
});

/** Cursors that another key was given. */
function cursorsFor({ input }: Operation): readonly string[] {
  return "cursor" in input.shape ? Object.values(world.cursors) : [];
}

/** What an answer, or what Telegram was asked for on its way, tells of what the caller may not see. */
function leaksOf({ status, text, calls }: Tried, name: string, marker: string): readonly string[] {
  return [
    ...(status >= 500 && status !== 503 ? [`status ${status}`] : []),
    ...[marker, OF_OTHER_KEY].filter((secret) => text.includes(secret)),
    ...(calls.includes(`"${name}"`) ? [`Telegram was asked for ${name}`] : []),
  ];
}
