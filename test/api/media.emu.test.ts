import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@telewire/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiTown, SESSION } from "./api-town.ts";

const FILES: Readonly<Record<string, Buffer>> = {
  "/a.bin": randomBytes(3_000_000),
  "/b.bin": randomBytes(700_000),
  // Beyond 10 MiB Telegram wants files in another way.
  "/big.bin": randomBytes(11_000_000),
};
/** A site that clients name; `/inside` leads to where no client may look. */
const site = createServer((request, response) => {
  const file = FILES[request.url ?? ""];
  if (request.url === "/inside") response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
  else if (file === undefined) response.writeHead(404).end();
  else response.writeHead(200, { "content-type": "application/x-test", "content-length": file.length }).end(file);
});
let town: ApiTown;
let base = "";
let token = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  town = await ApiTown.found({ TELEWIRE_MEDIA_URL_NETWORKS: "127.0.0.1" });
  const { apiKey, server } = town;
  token = (await createClient({ baseUrl: server.url }).call("createToken", { apiKey })).data.accessToken;
}, 120_000);
afterAll(async () => {
  site.close();
  await town[Symbol.asyncDispose]();
});

type Item = { readonly url: string };
const send = (media: Item[], idempotencyKey?: string) =>
  createClient({ baseUrl: town.server.url, apiKey: town.apiKey }).api.sendMessage(
    { sessionId: SESSION, chatId: town.group, text: "by address", media },
    idempotencyKey === undefined ? {} : { idempotencyKey },
  );
const get = (messageId: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${town.server.url}/api/v1/media/${town.group}/${messageId}?sessionId=${SESSION}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });

it.each(["a.bin", "big.bin"])("sends %s by its address, which comes back the same", async (name) => {
  const { data } = await send([{ url: `${base}/${name}` }]);
  const response = await get(data.messageId);
  expect(response.headers.get("content-type")).toBe("application/x-test");
  expect(response.headers.get("content-disposition")).toContain(name);
  expect(Buffer.compare(await response.bytes(), FILES[`/${name}`] ?? Buffer.of())).toBe(0);
});

it("sends an album of them, once for a key", async () => {
  const [first, again] = [
    await send([{ url: `${base}/a.bin` }, { url: `${base}/b.bin` }], "album"),
    await send([{ url: `${base}/a.bin` }, { url: `${base}/b.bin` }], "album"),
  ];
  expect(again.data).toEqual(first.data);
  const ids = first.data.messages?.map(({ messageId }) => messageId) ?? [];
  const files = await Promise.all(ids.map(async (id) => Buffer.from(await (await get(id)).bytes())));
  expect(files.map((file) => file.length)).toEqual([3_000_000, 700_000]);
  const { data } = await createClient({ baseUrl: town.server.url, apiKey: town.apiKey }).api.getHistory({
    sessionId: SESSION,
    chatId: town.group,
    messageIds: ids,
  });
  expect(new Set(data.messages.map(({ albumId }) => albumId)).size).toBe(1);
  expect(data.messages.map(({ text }) => text).toSorted()).toEqual(["", "by address"]);
});

it.each([
  ["http://10.0.0.1/a", "URL_FORBIDDEN"],
  ["http://localhost:1/a", "URL_UNREACHABLE"],
  ["http://[::1]/a", "URL_FORBIDDEN"],
  ["/inside", "URL_FORBIDDEN"],
  ["/missing", "URL_UNREACHABLE"],
])("sends nothing for %s: %s", async (url, code) => {
  const before = await town.emulator.get<unknown[]>(`/messages?chatId=${town.group}`);
  await expect(send([{ url: url.startsWith("/") ? base + url : url }])).rejects.toMatchObject({ code });
  expect(await town.emulator.get<unknown[]>(`/messages?chatId=${town.group}`)).toHaveLength(before.length);
});

it("goes on with a download that was broken off", async () => {
  const { data } = await send([{ url: `${base}/a.bin` }]);
  const whole = FILES["/a.bin"] ?? Buffer.of();
  const abort = new AbortController();
  const broken = await fetch(`${town.server.url}/api/v1/media/${town.group}/${data.messageId}?sessionId=${SESSION}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  const etag = broken.headers.get("etag") ?? "";
  const pieces: Uint8Array[] = [];
  let got = 0;
  for await (const piece of broken.body ?? []) {
    pieces.push(piece);
    got += piece.length;
    if (got > 1_000_000) break;
  }
  abort.abort();
  const rest = await get(data.messageId, { range: `bytes=${got}-`, "if-range": etag });
  expect([rest.status, rest.headers.get("content-range")]).toEqual([
    206,
    `bytes ${got}-${whole.length - 1}/${whole.length}`,
  ]);
  expect(Buffer.compare(Buffer.concat([...pieces, await rest.bytes()]), whole)).toBe(0);
});
