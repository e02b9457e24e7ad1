import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Interface } from "node:readline";

/** Asks at the terminal, or reads the answers line by line from a pipe. */
export class Prompt implements Disposable {
  readonly #readline: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #output: (text: string) => void;
  #isMuted = false;

  constructor(input: NodeJS.ReadStream, output: (text: string) => void) {
    this.#output = output;
    const echo = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isMuted) output(chunk.toString("utf8"));
        done();
      },
    });
    this.#readline = createInterface({ input, output: echo, terminal: input.isTTY });
    this.#lines = this.#readline[Symbol.asyncIterator]();
  }

  /** The answer without outer spaces; undefined at the end of the input. */
  async ask(question: string, isSecret = false): Promise<string | undefined> {
    this.#output(question);
    this.#isMuted = isSecret;
    const { value, done } = await this.#lines.next();
    this.#isMuted = false;
    if (isSecret) this.#output("\n");
    return done === true ? undefined : value.trim();
  }

  [Symbol.dispose](): void {
    this.#readline.close();
  }
}
