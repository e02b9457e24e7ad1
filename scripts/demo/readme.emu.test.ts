import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { Child } from "./processes.ts";

interface Demo {
  readonly url: string;
  readonly apiKey: string;
  readonly emulator: { readonly control: string };
}
type Line = Readonly<Record<string, unknown>>;

const run = promisify(execFile);
const MARK = "== next step";

/** The shell blocks of a section, in order. */
async function blocksOf(section: string): Promise<readonly string[]> {
  const text = (await readFile("README.md", "utf8")).split(`## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  return Array.from(text.matchAll(/```sh\n([\s\S]*?)```/g), ([, block = ""]) => block);
}

async function shell(script: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], {
    env: { ...process.env, ...env },
    maxBuffer: 16_000_000,
  });
  return stdout;
}

/** What each block of the guide answers, typed into one shell as it stands there. */
async function walk({ url, apiKey, emulator: { control } }: Demo): Promise<readonly Line[][]> {
  const [given, ...blocks] = await blocksOf("The API by hand");
  expect(given).toBe("export API_KEY=tw_... TELEWIRE=http://127.0.0.1:8080 TELEGRAM=http://127.0.0.1:...\n");
  const script = blocks.join(`\necho '${MARK}'\n`);
  const said = (await shell(script, { API_KEY: apiKey, TELEWIRE: url, TELEGRAM: control })).split(`${MARK}\n`);
  return said.map((text) =>
    text
      .split("\n")
      .map((line) => line.replace(/^data: /, ""))
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Line),
  );
}

const refused = (code: string): object => ({ success: false, error: { code } });
const idsOf = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ data }) => (data as { messages: { id: string }[] }).messages.map(({ id }) => id));

it("answers every step of the README's guide", async () => {
  await using child = new Child("the demo", ["scripts/demo.ts", "--json", "--rate", "20"]);
  const steps = await walk(await child.jsonLine<Demo>());
  const [token, login, flood, poll, history = [], send, frames = [], events = [], ...others] = steps;
  expect(others).toEqual([]);
  expect(token).toMatchObject([
    { success: true, data: { sessions: [{ sessionId: "analyst" }, { sessionId: "scout" }] } },
  ]);
  expect(login).toMatchObject([
    refused("CODE_INVALID"),
    refused("PASSWORD_REQUIRED"),
    refused("PASSWORD_INVALID"),
    { success: true, data: { sessionId: "guest", user: { firstName: "Vera" } } },
  ]);
  expect(flood).toMatchObject([
    ...Array.from({ length: 3 }, () => ({ success: true, data: { loginId: expect.any(String) } })),
    { ...refused("FLOOD_WAIT"), error: { details: { retryAfter: expect.any(Number) } } },
  ]);
  const page = { messages: expect.any(Array), nextCursor: expect.any(String) };
  expect(poll).toMatchObject([
    { success: true, data: page },
    { success: true, data: page },
  ]);
  expect(idsOf(poll?.slice(1) ?? []).length).toBeGreaterThan(0);
  expect(history).toMatchObject(Array.from({ length: 3 }, () => ({ success: true, data: page })));
  expect([idsOf(history).length, new Set(idsOf(history)).size]).toEqual([6, 6]);
  const [first, second, found] = send ?? [];
  expect([first, second]).toMatchObject([{ success: true }, { success: true, data: first?.["data"] }]);
  expect(found).toMatchObject({ data: { messages: [{ text: "only once" }] } });
  expect(frames.map(({ type }) => type === "HELLO")).toEqual([true, false, false, true, false, false]);
  expect(frames[3]).toMatchObject({ data: { recovered: true, position: frames[2]?.["id"] } });
  const again = events.findIndex(({ type }, index) => type === "HELLO" && index > 0);
  expect(events[0]).toMatchObject({ type: "HELLO" });
  expect(events[again]).toMatchObject({ data: { recovered: true, position: events[again - 1]?.["id"] } });
  expect(events.length).toBeGreaterThan(again + 1);
}, 120_000);

it("explains a disguised address as the README says", async () => {
  const script = (await blocksOf("Run it against Telegram")).at(-1) ?? "";
  expect(JSON.parse(await shell(script))).toMatchObject({ findings: [{ transforms: ["spaces"] }] });
}, 120_000);
