import { execFile } from "node:child_process";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { run } from "../main.ts";

const MINT = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";

async function detect(args: readonly string[], input: string) {
  let [out, err] = ["", ""];
  const stdin = new PassThrough();
  stdin.end(input);
  const code = await run(["detect", ...args], {
    env: {},
    stdin: stdin as unknown as NodeJS.ReadStream,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

it("answers each line of messages with a line of findings, a broken one too", async () => {
  const lines = [JSON.stringify({ id: 1, text: `CA ${MINT}` }), "", "no json", JSON.stringify({ id: 2, text: "gm" })];
  const { code, out } = await detect(["--jsonl"], lines.join("\n"));
  expect(code).toBe(0);
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number | null; findings: unknown[]; error?: string });
  expect(answers).toMatchObject([
    { id: 1, findings: [{ family: "solana", address: MINT, role: "token" }] },
    { id: null, findings: [], error: expect.any(String) },
    { id: 2, findings: [] },
  ]);
});

it("explains what is found and what is not, of plain text as well", async () => {
  const { code, out } = await detect(["explain"], `sent 0x${"ab".repeat(32)} for ${MINT}\n`);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    findings: [{ address: MINT }],
    rejects: [{ code: expect.any(String), reason: expect.any(String) }],
  });
});

it("explains several messages, each in a line", async () => {
  const { code, out, err } = await detect(
    ["explain"],
    `{"id":1,"text":"CA ${MINT.slice(0, 20)}"}\n\n{"id":2,"text":"${MINT.slice(20)}"}\n`,
  );
  expect([code, err]).toEqual([0, ""]);
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(answers).toMatchObject([
    { id: 1, findings: [] },
    { id: 2, findings: [] },
  ]);
});

it.each([
  [`{"text":"CA ${MINT}"`, "read as plain text", 1],
  [`[{"text":"CA ${MINT}"}]`, "read as plain text", 1],
  [`{"message":"CA ${MINT}"}`, "none of the fields text", 0],
])("says what becomes of a message that is not what it seems to be: %s", async (input, said, found) => {
  const { code, out, err } = await detect(["explain"], input);
  expect(code).toBe(0);
  expect(err).toContain(said);
  expect((JSON.parse(out) as { findings: unknown[] }).findings).toHaveLength(found);
});

it("says nothing of plain text that has brackets", async () => {
  expect(await detect(["explain"], `[sol] {new} ${MINT}`)).toMatchObject({ code: 0, err: "" });
});

it("ends without a word when nobody reads on", async () => {
  const script = `yes '{"text":"gm"}' | "$0" apps/telewire/bin/telewire.mjs detect --jsonl | head -n 1`;
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script, process.execPath]);
  expect([stdout, stderr]).toEqual(['{"id":null,"findings":[]}\n', ""]);
});

it("says how it is used", async () => {
  expect(await detect([], "")).toMatchObject({ code: 2, err: expect.stringContaining("--jsonl or explain") });
});
