import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Interface } from "node:readline";
import { printable } from "@telewire/kit";

/** Asks at the terminal, or reads the answers line by line from a pipe. */
export class Prompt implements Disposable {
  readonly #readline: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #output: (text: string) => void;
  readonly #isTerminal: boolean;
  #isMuted = false;

  /** `echo` shows what is typed, with the control characters by which lines are edited. */
  constructor(
    input: NodeJS.ReadStream,
    output: (text: string) => void,
    echo: (text: string) => void = (text) => void process.stderr.write(text),
  ) {
    this.#output = output;
    this.#isTerminal = input.isTTY;
    const echoed = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isMuted) echo(chunk.toString("utf8"));
        done();
      },
    });
    this.#readline = createInterface({ input, output: echoed, terminal: input.isTTY });
    this.#lines = this.#readline[Symbol.asyncIterator]();
  }

  /** The answer without outer spaces; undefined at the end of the input. */
  async ask(question: string, isSecret = false): Promise<string | undefined> {
    if (this.#isTerminal) {
      // The line editor writes the question anew with each correction.
      this.#readline.setPrompt(printable(question));
      this.#readline.prompt();
    } else this.#output(question);
    this.#isMuted = isSecret;
    const { value, done } = await this.#lines.next();
    this.#isMuted = false;
    if (isSecret || (done === true && this.#isTerminal)) this.#output("\n");
    return done === true ? undefined : value.trim();
  }

  [Symbol.dispose](): void {
    this.#readline.close();
  }
}
