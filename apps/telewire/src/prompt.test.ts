import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { Prompt } from "./prompt.ts";

function ask(isTTY: boolean) {
  let [output, echo] = ["", ""];
  const input = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream & PassThrough;
  const prompt = new Prompt(
    input,
    (text) => void (output += text),
    (text) => void (echo += text),
  );
  return { input, prompt, said: () => ({ output, echo }) };
}

it("lets a line be corrected at a terminal, and steers it itself only", async () => {
  const { input, prompt, said } = ask(true);
  const answer = prompt.ask("Password (hint: \u001b[2J): ");
  input.write("1235\u007f4\r");
  expect(await answer).toBe("1234");
  expect(said().echo).toContain("Password (hint: \\u001b[2J): ");
  expect(said().echo).toMatch(/1235.*123.*4/s);
  expect(said().echo).not.toContain("\u001b[2J");
  prompt[Symbol.dispose]();
});

it("shows nothing of a secret", async () => {
  const { input, prompt, said } = ask(true);
  const answer = prompt.ask("Password: ", true);
  input.write("sesame\r");
  expect(await answer).toBe("sesame");
  expect(said().echo).toContain("Password: ");
  expect(said().echo).not.toContain("sesame");
  expect(said().output).toBe("\n");
  prompt[Symbol.dispose]();
});

it("reads answers from a pipe until it ends", async () => {
  const { input, prompt, said } = ask(false);
  input.end("one\ntwo");
  expect([await prompt.ask("a "), await prompt.ask("b "), await prompt.ask("c ")]).toEqual(["one", "two", undefined]);
  expect(said()).toEqual({ output: "a b c ", echo: "" });
});
