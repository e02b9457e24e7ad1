import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import type { ApiKeyRow } from "@telewire/archive";
import { tempDirectory, until } from "@telewire/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGateway } from "../../test/gateway-fixture.ts";

const KEY: Omit<ApiKeyRow, "signingSecret"> = {
  keyId: "000000000001",
  name: "client",
  hash: "",
  role: "reader",
  scopes: ["messages:read"],
  sessionIds: null,
  requireSignature: false,
  createdAt: 1,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
};

let directory: Awaited<ReturnType<typeof tempDirectory>>;
const file = (name: string): string => join(directory.path, name);
const openssl = (...args: string[]): void =>
  void execFileSync("openssl", args, { stdio: "ignore", cwd: directory.path });

function issue(name: string, subject: string): void {
  openssl(
    "req",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.csr`,
    "-subj",
    `/CN=${subject}`,
  );
  writeFileSync(file(`${name}.ext`), "subjectAltName=IP:127.0.0.1");
  openssl(
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "1",
    "-extfile",
    `${name}.ext`,
    "-out",
    `${name}.pem`,
  );
}

beforeAll(async () => {
  directory = await tempDirectory("telewire-tls-");
  openssl(
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=Test CA",
    "-days",
    "1",
  );
  issue("first", "first");
  issue("second", "second");
  issue("client", "client");
});
afterAll(() => directory[Symbol.asyncDispose]());

/** The status line of a request, or the error of the connection; and who the server says it is. */
async function ask(
  url: string,
  options: ConnectionOptions = {},
): Promise<{ readonly answer: string; readonly subject: string | undefined }> {
  const socket: TLSSocket = connect({
    host: "127.0.0.1",
    port: Number(new URL(url).port),
    ca: readFileSync(file("ca.pem")),
    ...options,
  });
  let answer = "";
  let subject: string | undefined;
  try {
    socket.once("secureConnect", () => {
      const name = socket.getPeerCertificate().subject?.CN;
      subject = Array.isArray(name) ? name[0] : name;
      socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    });
    for await (const chunk of socket) answer += String(chunk);
  } catch (error) {
    answer = (error as NodeJS.ErrnoException).code ?? "error";
  }
  return { answer: answer.split("\r\n")[0] ?? "", subject };
}

it("speaks TLS 1.3 only, and takes new certificates without a restart", async () => {
  copyFileSync(file("first.pem"), file("live.pem"));
  copyFileSync(file("first.key"), file("live.key"));
  await using fixture = await startGateway({
    options: { tlsCertFile: file("live.pem"), tlsKeyFile: file("live.key") },
  });
  expect(fixture.url).toMatch(/^https:/);
  expect(await ask(fixture.url)).toEqual({ answer: "HTTP/1.1 200 OK", subject: "first" });
  expect((await ask(fixture.url, { maxVersion: "TLSv1.2" })).answer).not.toContain("200");
  copyFileSync(file("second.key"), file("live.key"));
  copyFileSync(file("second.pem"), file("live.pem"));
  await until(async () => (await ask(fixture.url)).subject === "second", { what: "the new certificate" });
});

it("asks clients for a certificate when it has their CA", async () => {
  await using fixture = await startGateway({
    options: { tlsCertFile: file("first.pem"), tlsKeyFile: file("first.key"), tlsClientCaFile: file("ca.pem") },
  });
  expect((await ask(fixture.url)).answer).not.toContain("200");
  expect(
    (await ask(fixture.url, { cert: readFileSync(file("client.pem")), key: readFileSync(file("client.key")) })).answer,
  ).toBe("HTTP/1.1 200 OK");
});

it("knows a client by its certificate, with the rights of the key that it is mapped to", async () => {
  await using fixture = await startGateway({
    options: {
      tlsCertFile: file("first.pem"),
      tlsKeyFile: file("first.key"),
      tlsClientCaFile: file("ca.pem"),
      tlsClientKeys: { client: KEY.keyId, first: "000000000002" },
    },
  });
  const answerOf = (name: string, headers: Record<string, string> = {}) =>
    new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
      const identity = { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) };
      get(
        `${fixture.url}/api/v1/auth/me`,
        { ca: readFileSync(file("ca.pem")), agent: false, headers, ...identity },
        (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => resolve({ status: response.statusCode, text }));
        },
      ).on("error", reject);
    });
  expect(await answerOf("second")).toMatchObject({ status: 401, text: expect.stringContaining("UNAUTHENTICATED") });
  expect(await answerOf("first")).toMatchObject({ status: 401 });
  const signingSecret = fixture.secrets.seal(Buffer.from("secret"), "api-key:000000000001");
  await fixture.archive.apiKeys.insert({ ...KEY, signingSecret });
  expect(await answerOf("client")).toMatchObject({
    status: 200,
    text: expect.stringContaining('"keyId":"000000000001"'),
  });
  expect(await answerOf("client", { origin: "https://evil.example" })).toMatchObject({ status: 403 });
});

it("names the setting that is wrong", async () => {
  for (const options of [
    { tlsCertFile: file("first.pem") },
    { tlsCertFile: file("none.pem"), tlsKeyFile: file("first.key") },
    { tlsClientCaFile: file("ca.pem") },
  ]) {
    await expect(startGateway({ options })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      details: { problems: [{ name: expect.stringMatching(/^tls/) }] },
    });
  }
});
