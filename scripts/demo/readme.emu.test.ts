import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { Child } from "./processes.ts";

const run = promisify(execFile);

/** The shell blocks of a section, in order. */
function blocksOf(readme: string, section: string): readonly string[] {
  const text = readme.split(`## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  return Array.from(text.matchAll(/```sh\n([\s\S]*?)```/g), ([, block = ""]) => block);
}

async function shell(script: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], { env: { ...process.env, ...env } });
  return stdout;
}

it("calls the demo as the README says", async () => {
  await using demo = new Child("the demo", ["scripts/demo.ts", "--json", "--rate", "20"]);
  const { url, apiKey } = await demo.jsonLine<{ url: string; apiKey: string }>();
  const [given, ...blocks] = blocksOf(await readFile("README.md", "utf8"), "Call it");
  expect(given).toBe("export API_KEY=tw_...\n");
  const script = blocks.join("\n").replaceAll("127.0.0.1:8080", new URL(url).host);
  const lines = (await shell(script, { API_KEY: apiKey }))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.slice(0, 5)).toMatchObject([
    { success: true, data: { sessions: [{ sessionId: "analyst" }, { sessionId: "scout" }] } },
    { success: true, data: { chats: expect.any(Array) } },
    { success: true, data: { messages: expect.any(Array), nextCursor: expect.any(String) } },
    { success: true, data: { messageId: expect.any(String) } },
    { success: true, data: { detections: expect.any(Array) } },
  ]);
  expect(lines.slice(5).map(({ type }) => type)).toEqual(expect.arrayContaining(["HELLO", "DETECTION"]));
}, 120_000);

it("explains a disguised address as the README says", async () => {
  const script = blocksOf(await readFile("README.md", "utf8"), "Run it against Telegram").at(-1) ?? "";
  expect(JSON.parse(await shell(script))).toMatchObject({ findings: [{ transforms: ["spaces"] }] });
}, 120_000);
