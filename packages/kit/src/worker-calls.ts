import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";
import { ERRORS, TelewireError } from "@telewire/contracts/errors";
import type { ErrorCode } from "@telewire/contracts/errors";

interface Question {
  readonly id: number;
  readonly operation: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

type OperationsOf<Operations> = { [Name in keyof Operations]: (...args: never[]) => unknown };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** What the calls of one turn need is short-lived and small: more would only be resident. */
const YOUNG_GENERATION_MB = 8;

/** Calls to a worker thread; the calls of one event-loop turn cross in one message and are answered in order. */
export class WorkerCalls<Operations extends OperationsOf<Operations>> {
  readonly #worker: Worker;
  readonly #unavailable: ErrorCode;
  readonly #waiting = new Map<number, Waiting>();
  #outbox: Question[] = [];
  #nextId = 1;
  #isClosed = false;

  private constructor(worker: Worker, unavailable: ErrorCode) {
    this.#worker = worker;
    this.#unavailable = unavailable;
    worker.on("message", (answers: readonly Answer[]) => {
      for (const reply of answers) this.#settle(reply);
    });
    worker.on("error", (error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("the worker has ended")));
  }

  /**
   * Starts the worker and waits for its first message (see `serveCalls`).
   * `unavailable`: the code of errors that are not TelewireErrors, and of calls after its end.
   * Throws what the worker threw while starting.
   */
  static async start<Operations extends OperationsOf<Operations>>(
    file: URL,
    options: { readonly name: string; readonly workerData: unknown; readonly unavailable: ErrorCode },
  ): Promise<{ readonly calls: WorkerCalls<Operations>; readonly ready: unknown }> {
    const worker = new Worker(file, {
      workerData: options.workerData,
      name: options.name,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const ended = once(worker, "exit").then(([code]) => {
      throw new Error(`the worker ended with ${code} before it was ready`);
    });
    const [ready] = (await Promise.race([once(worker, "message"), ended])) as [unknown];
    return { calls: new WorkerCalls<Operations>(worker, options.unavailable), ready };
  }

  call<Name extends keyof Operations & string>(
    operation: Name,
    ...args: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    if (this.#isClosed) return Promise.reject(new TelewireError(this.#unavailable));
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    const id = this.#nextId++;
    this.#outbox.push({ id, operation, args });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Lets what was asked finish, then ends the worker. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    const exited = once(this.#worker, "exit");
    this.#worker.postMessage("close");
    await exited;
  }

  #flush(): void {
    if (this.#outbox.length === 0 || this.#isClosed) return;
    this.#worker.postMessage(this.#outbox);
    this.#outbox = [];
  }

  #settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value as never);
    else {
      const code = Object.hasOwn(ERRORS, error.code) ? error.code : this.#unavailable;
      waiting?.reject(new TelewireError(code, { cause: new Error(error.message) }));
    }
  }

  #failAll(cause: Error): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new TelewireError(this.#unavailable, { cause }));
    this.#waiting.clear();
  }
}

/** The worker's side: says `ready`, then answers calls until it is told to close. */
export function serveCalls<Operations extends OperationsOf<Operations>>(
  operations: Operations,
  options: { readonly ready: unknown; readonly unavailable: ErrorCode; readonly close: () => void },
): void {
  const port = parentPort;
  if (port === null) throw new Error("this file runs in a worker thread only");
  const answer = ({ id, operation, args }: Question): Answer => {
    try {
      const run = operations[operation as keyof Operations] as unknown as (
        ...parameters: readonly unknown[]
      ) => unknown;
      return { id, value: run(...args) };
    } catch (error) {
      const code = error instanceof TelewireError ? error.code : options.unavailable;
      return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
    }
  };
  port.on("message", (questions: readonly Question[] | "close") => {
    if (questions === "close") {
      options.close();
      port.close();
    } else port.postMessage(questions.map(answer));
  });
  port.postMessage(options.ready);
}
