import type { InputOf } from "@telewire/client";
import { until } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { ApiTown, SESSION } from "./api-town.ts";
import type { Asker } from "./asker.ts";

/** `HISTORY_SEED` for other filters. */
const SEED = Number(process.env["HISTORY_SEED"] ?? 20_261_121);
const WALKS = 40;
const START = 1_700_000_000;
const STEP_SECONDS = 60;
const WORDS = ["launch", "Buy", "straße", "100%", "🚀 moon", ""];
/** More than Telegram's longest page. */
const SERVICE_MESSAGES = 105;

interface Stored {
  readonly id: number;
  readonly date: number;
  readonly text: string;
  readonly from?: number;
  readonly action?: object;
  readonly media?: { readonly _: string };
}
type Filter = Partial<
  Pick<InputOf<"getHistory">, "since" | "until" | "senderId" | "text" | "mediaTypes" | "messageIds" | "direction">
>;

const MEDIA: Readonly<Record<string, string>> = { messageMediaPhoto: "photo", messageMediaDocument: "document" };
const random = new SeededRandom(SEED);
const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)] as Item;
let town: ApiTown;
let chatId = "";
let authors: readonly string[] = [];
let posted = 0;

/** A supergroup that Ann came to late: half of its history is older than her session, with a long run of service messages. */
beforeAll(async () => {
  town = await ApiTown.found();
  const { emulator } = town;
  const [sdk] = town.askers;
  if (sdk === undefined) throw new Error("nobody to ask");
  const phones = [await town.account({ firstName: "Carol" }), await town.account({ firstName: "Dave" })];
  const [creator = ""] = phones;
  const group = { kind: "supergroup", title: "Late", members: phones, creator };
  chatId = String((await emulator.post<{ id: number }>("/chats", group)).id);
  await town.logIn(sdk, "carol", creator);
  const first = await post(230, phones);
  for (let count = 0; count < SERVICE_MESSAGES; count++)
    await sdk.ask("pinMessage", { sessionId: "carol", chatId, messageId: String(first[count]) });
  const before = [...first, ...(await post(60, phones))];
  await emulator.post(`/chats/${chatId}/members`, { members: ["9996612345"] });
  await until(async () =>
    (await sdk.ask("listChats", { sessionId: SESSION })).data.chats.some(({ id }) => id === chatId),
  );
  const after = await post(70, phones);
  for (const id of [...sample(before, 10), ...sample(after, 10)])
    await emulator.call("PATCH", `/messages/${id}`, { chatId, text: `${pick(WORDS)} edited` });
  await emulator.call("DELETE", "/messages", { chatId, ids: [...sample(before, 10), ...sample(after, 10)] });
  const all = await stored();
  authors = [...new Set(all.map(({ from }) => String(from)))];
  await until(async () => same(await walk(sdk, {}, 100), wanted(all, {})), { timeoutMs: 20_000, what: "the history" });
}, 120_000);
afterAll(() => town[Symbol.asyncDispose]());

async function post(count: number, phones: readonly string[]): Promise<number[]> {
  const messages = Array.from({ length: count }, () => ({
    chatId,
    from: pick(phones),
    date: START + STEP_SECONDS * Math.floor(posted++ / 2),
    text: `${pick(WORDS)} ${posted}`,
    ...(random.next() < 0.1 ? { [pick(["photo", "document"])]: { size: 100 } } : {}),
  }));
  return (await town.emulator.post<{ ids: number[] }>("/messages", messages)).ids;
}
function sample(ids: readonly number[], count: number): number[] {
  return random.shuffled(ids).slice(0, count);
}
function stored(): Promise<Stored[]> {
  return town.emulator.get<Stored[]>(`/messages?chatId=${chatId}`);
}

/** What a filter lets pass of everything that Telegram has, found the simple way. */
function wanted(all: readonly Stored[], filter: Filter): string[] {
  const { since = 0, until: end = Infinity, senderId, text, mediaTypes, messageIds, direction = "older" } = filter;
  const ids = all
    .filter(({ action }) => action === undefined)
    .filter(({ date }) => date * 1000 >= Number(since) && date * 1000 <= Number(end))
    .filter(({ from }) => senderId === undefined || String(from) === senderId)
    .filter((message) => text === undefined || message.text.toLowerCase().includes(text.toLowerCase()))
    .filter(({ media }) => mediaTypes === undefined || mediaTypes.includes((MEDIA[media?._ ?? ""] ?? "") as never))
    .filter(({ id }) => messageIds === undefined || messageIds.includes(String(id)))
    .map(({ id }) => id)
    .toSorted((a, b) => a - b);
  return (direction === "older" ? ids.toReversed() : ids).map(String);
}

/** Every page to the end; only the last one may be short. */
async function walk(asker: Asker, filter: Filter, limit: number): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = { sessionId: SESSION, chatId, limit, ...filter, ...(cursor === undefined ? {} : { cursor }) };
    const { data, meta } = await asker.ask("getHistory", page);
    seen.push(...data.messages.map(({ messageId }) => messageId));
    if (meta.hasMore !== true) return seen;
    expect(data.messages).toHaveLength(limit);
    cursor = data.nextCursor;
  }
}
function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join() === b.join();
}

function drawFilter(all: readonly Stored[]): Filter {
  const chance = (share: number): boolean => random.next() < share;
  const [from, to] = [random.integer(posted / 2), random.integer(posted / 2)].toSorted((a, b) => a - b);
  return {
    direction: pick(["older", "newer"] as const),
    ...(chance(0.4) ? { since: (START + STEP_SECONDS * (from ?? 0)) * 1000 } : {}),
    ...(chance(0.4) ? { until: (START + STEP_SECONDS * (to ?? 0)) * 1000 } : {}),
    ...(chance(0.3) ? { senderId: pick(authors) } : {}),
    ...(chance(0.3) ? { text: pick(["LAUNCH", "buy", "STRASSE", "straße", "%", "🚀", "edited", "never"]) } : {}),
    ...(chance(0.2) ? { mediaTypes: [pick(["photo", "document"] as const)] } : {}),
    ...(chance(0.1)
      ? {
          messageIds: sample(
            all.map(({ id }) => id),
            20,
          ).map(String),
        }
      : {}),
  };
}

it("gives all that a filter lets pass, once and in order, in whole pages, over every border and both ways", async () => {
  const all = await stored();
  expect(all.filter(({ action }) => action !== undefined).length).toBeGreaterThan(SERVICE_MESSAGES - 1);
  for (let count = 0; count < WALKS; count++) {
    // The smallest pages of all, over the long run of service messages, whatever the seed.
    const filter = count === 0 ? {} : drawFilter(all);
    const limit = count === 0 ? 3 : pick([3, 10, 50, 100]);
    const asker = pick(town.askers);
    const what = { seed: SEED, limit, filter };
    expect({ ...what, ids: await walk(asker, filter, limit) }).toEqual({ ...what, ids: wanted(all, filter) });
  }
}, 120_000);
