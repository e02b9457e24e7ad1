import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";
import { printable } from "./printable.ts";

/** What breaks lines, JSON, terminals and the eyes of who reads a log. */
const HOSTILE = [
  'x"}\n{"level":60,"msg":"the admin signed in"}',
  "\r\nforged line",
  "\u001b[2J\u001b]0;title\u0007 red",
  "\u009b31m C1",
  "\u2028 \u2029 lines",
  "user\u202egnp.exe\u2066",
  "\u0000\u0008\u007f",
  "\\u0041 \\n",
  "\ud800 half",
];

function written(log: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  log(createLogger({ name: "test", level: "trace", destination: { write: (line) => void lines.push(line) } }));
  return lines;
}

describe("a log line", () => {
  it.each(HOSTILE)("stays one line, with the value %j and nothing that steers a terminal", (value) => {
    const error = Object.assign(new Error(value), { details: { name: value } });
    const lines = written((logger) => {
      logger.info(
        { userAgent: value, path: value, requestId: value, [value]: value, nested: { name: [value] } },
        value,
      );
      logger.error({ err: error }, "failed");
      logger.child({ sessionId: value }).warn("from a child");
    });
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^[^\p{Cc}\p{Bidi_Control}\u2028\u2029]+\n$/u);
      const { level } = JSON.parse(line) as { readonly level: number };
      expect(level).toBeLessThan(60);
    }
    const wellFormed = value.toWellFormed();
    const [info, failed, child] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      [info?.["userAgent"], info?.["msg"], child?.["sessionId"]].map((text) => String(text).toWellFormed()),
    ).toEqual([wellFormed, wellFormed, wellFormed]);
    expect(failed).toMatchObject({ err: { details: { name: expect.any(String) } } });
  });

  it("is cut where it is too long, wherever the length is", () => {
    const long = "\u001b".repeat(200_000);
    const lines = written((logger) => {
      logger.info({ userAgent: long, nested: { name: [long] } }, long);
      logger.error({ err: new Error(long, { cause: new Error(long) }) }, "failed");
      logger.info({ many: Array.from({ length: 5000 }, () => "some text") }, "many");
    });
    expect(lines.map((line) => line.length).filter((length) => length > 100_000)).toEqual([]);
    expect(lines.map((line) => (JSON.parse(line) as { readonly name: string }).name)).toEqual(["test", "test", "test"]);
  });

  it("censors secrets", () => {
    const [line = ""] = written((logger) => logger.info({ token: "s3cret", request: { apiKey: "s3cret" } }, "x"));
    expect(line).not.toContain("s3cret");
  });
});

it("printable text keeps what it says, in every script and emoji", () => {
  for (const text of ["tab\tand\nline", "Ünïcode 中文 العربية हिन्दी 👩‍👩‍👧 e\u0301"]) expect(printable(text)).toBe(text);
  expect(printable("a\u001b[31m\u202eb")).toBe("a\\u001b[31m\\u202eb");
});
