import type { tl } from "@mtcute/core";

type Answer = tl.messages.RawBotCallbackAnswer;

/** Pressed buttons whose bots have not answered yet. */
export class Callbacks {
  readonly #waiting = new Map<string, { botId: number; answer: (answer: Answer) => void }>();

  /** Resolves with the bot's answer, or with nothing after the time. */
  wait(queryId: string, botId: number, timeoutMs: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(queryId, undefined, resolve), timeoutMs).unref();
      const answer = (given: Answer): void => {
        clearTimeout(timer);
        this.#end(queryId, given, resolve);
      };
      this.#waiting.set(queryId, { botId, answer });
    });
  }

  #end(queryId: string, answer: Answer | undefined, resolve: (answer: Answer | undefined) => void): void {
    this.#waiting.delete(queryId);
    resolve(answer);
  }

  /** Passes a bot's answer on; `false` when nobody waits for it. */
  answer(queryId: string, botId: number, answer: Answer): boolean {
    const waiting = this.#waiting.get(queryId);
    if (waiting?.botId !== botId) return false;
    waiting.answer(answer);
    return true;
  }
}
