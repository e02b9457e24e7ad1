import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { launchChromium } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { startModules } from "../../../examples/worker/local.ts";
import { signatureOf } from "../src/signing.ts";

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly method: string;
  readonly pathAndQuery: string;
  readonly bodyHex: string;
  readonly signature: string;
}

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");
const { vectors } = JSON.parse(await read("../../../vectors/signatures/v1.json")) as { readonly vectors: Vector[] };
const wanted = vectors.map(({ signature }) => signature);

/** As a browser and workerd load it: the same source without its types. */
const MODULES = {
  "/signing.js": stripTypeScriptTypes(await read("../src/signing.ts")),
  "/sign-all.js": `
    import { signatureOf } from "./signing.js";
    const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    export const signAll = (vectors) =>
      Promise.all(vectors.map((vector) => signatureOf(vector.secret, vector, { ...vector, body: bytesOf(vector.bodyHex) })));`,
};

describe("signs the vectors", () => {
  it.each(vectors)("in Node: $name", async (vector) => {
    const body = new Uint8Array(Buffer.from(vector.bodyHex, "hex"));
    expect(await signatureOf(vector.secret, vector, { ...vector, body })).toBe(vector.signature);
  });

  it.each(vectors.filter(({ bodyHex }) => isUtf8(Buffer.from(bodyHex, "hex"))))("from text: $name", async (vector) => {
    const body = Buffer.from(vector.bodyHex, "hex").toString();
    expect(await signatureOf(vector.secret, vector, { ...vector, body })).toBe(vector.signature);
  });

  it("in a browser", async () => {
    await using server = createServer(({ url = "" }, response) => {
      const isModule = Object.hasOwn(MODULES, url);
      response.setHeader("content-type", isModule ? "text/javascript" : "text/html");
      response.end(isModule ? MODULES[url as keyof typeof MODULES] : "<!doctype html>");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using browser = await launchChromium();
    const page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const run = `import("/sign-all.js").then(({ signAll }) => signAll(${JSON.stringify(vectors)}))`;
    expect(await page.evaluate(run)).toEqual(wanted);
    await browser.context.close();
  });

  it("in workerd", async () => {
    const worker = startModules({
      "worker.js": `
        import { signAll } from "./sign-all.js";
        export default { fetch: async (request) => Response.json(await signAll(await request.json())) };`,
      "sign-all.js": MODULES["/sign-all.js"],
      "signing.js": MODULES["/signing.js"],
    });
    const answer = await worker.dispatchFetch("https://worker.test/", {
      method: "POST",
      body: JSON.stringify(vectors),
    });
    expect(await answer.json()).toEqual(wanted);
    await worker.dispose();
  });
});
