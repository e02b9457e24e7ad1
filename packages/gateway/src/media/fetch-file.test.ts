import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchFile } from "./fetch-file.ts";
import type { Resolver } from "./fetch-file.ts";
import { isReachable, listOf } from "./public-address.ts";

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  "/a.png": (_request, response) =>
    response.writeHead(200, { "content-type": "image/png; x=y", "content-length": 5 }).end("bytes"),
  "/untold": (_request, response) => {
    response.writeHead(200);
    response.write("by");
    response.end("tes");
  },
  "/large": (_request, response) => response.writeHead(200, { "content-length": 2_000_000 }).end(),
  "/moved": (_request, response) => response.writeHead(302, { location: "/a.png" }).end(),
  "/inside": (_request, response) =>
    response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
  "/file": (_request, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  "/again": ({ headers }, response) =>
    response.writeHead(302, { location: `http://${headers.host ?? ""}/a.png` }).end(),
  "/loop": (_request, response) => response.writeHead(302, { location: "/loop" }).end(),
};
const server = createServer((request, response) => {
  const answer = ANSWERS[request.url ?? ""];
  if (answer === undefined) response.writeHead(404).end();
  else answer(request, response);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const limits = { networks: ["127.0.0.1"], maxBytes: 1_000_000 };
async function textOf(path: string): Promise<string> {
  await using file = await fetchFile(base + path, limits);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  expect(file.sizeBytes).toBe(text.length);
  return text;
}

it("fetches from addresses that are allowed, with or without a length, over redirects", async () => {
  expect([await textOf("/a.png"), await textOf("/untold"), await textOf("/moved")]).toEqual([
    "bytes",
    "bytes",
    "bytes",
  ]);
  await using file = await fetchFile(`${base}/a.png`, limits);
  expect(file.mimeType).toBe("image/png");
});

it.each([
  ["/inside", "URL_FORBIDDEN"],
  ["/file", "URL_FORBIDDEN"],
  ["/loop", "URL_UNREACHABLE"],
  ["/missing", "URL_UNREACHABLE"],
  ["/large", "PAYLOAD_TOO_LARGE"],
])("answers %s with %s", async (path, code) => {
  await expect(fetchFile(base + path, limits)).rejects.toMatchObject({ code });
});

it("never leads into the server's own network, by address or by name", async () => {
  const { port } = new URL(base);
  for (const host of ["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1"]) {
    const outside = { ...limits, networks: [] };
    await expect(fetchFile(`http://${host}:${port}/a.png`, outside)).rejects.toMatchObject({ code: "URL_FORBIDDEN" });
  }
});

it("checks what a name resolves to at each connection, not what it resolved to before", async () => {
  const { port } = new URL(base);
  const answers = [["127.0.0.1"], ["169.254.169.254"]];
  const asked: string[] = [];
  const rebinding: Resolver = (name, _options, answer) => {
    asked.push(name);
    answer(
      null,
      (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
    );
  };
  const fetching = fetchFile(`http://rebind.example:${port}/again`, { ...limits, resolve: rebinding });
  await expect(fetching).rejects.toMatchObject({ code: "URL_FORBIDDEN" });
  expect(asked).toEqual(["rebind.example", "rebind.example"]);
  answers.push(["127.0.0.1", "10.0.0.1"]);
  const mixed = fetchFile(`http://mixed.example:${port}/a.png`, { ...limits, resolve: rebinding });
  await expect(mixed).rejects.toMatchObject({ code: "URL_FORBIDDEN" });
});

it.each([
  ["8.8.8.8", true],
  ["::7f00:1", false],
  ["::ffff:0:127.0.0.1", false],
  ["fe80::1%lo", false],
  ["::ffff:7f00:1", false],
  ["2606:4700::1111", true],
  ["10.1.2.3", false],
  ["100.64.0.1", false],
  ["169.254.169.254", false],
  ["::ffff:10.0.0.1", false],
  ["64:ff9b::a00:1", false],
  ["fe80::1", false],
  ["nonsense", false],
])("knows whether %s is public: %s", (address, isPublic) => {
  expect(isReachable(address, listOf([]))).toBe(isPublic);
});
