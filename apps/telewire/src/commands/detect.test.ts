import { PassThrough } from "node:stream";
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

it("says how it is used", async () => {
  expect(await detect([], "")).toMatchObject({ code: 2, err: expect.stringContaining("--jsonl or explain") });
});
