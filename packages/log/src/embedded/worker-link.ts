import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ERRORS, TelewireError } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";
import type { Answer, Opened, Operations, Question, WorkerOptions } from "./protocol.ts";

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Calls to the worker thread; the calls of one event-loop turn cross in one message, in order. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #outbox: Question[] = [];
  #nextId = 1;
  #isClosed = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answers: readonly Answer[]) => {
      for (const reply of answers) this.#settle(reply);
    });
    worker.on("error", (error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("the log is closed")));
  }

  /** @throws TelewireError LOG_UNAVAILABLE when the database cannot be opened, or another process has it open */
  static async open(options: WorkerOptions): Promise<{ link: WorkerLink; opened: Opened }> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: options, name: "telewire-log" });
    try {
      const [opened] = (await once(worker, "message")) as [Opened];
      return { link: new WorkerLink(worker), opened };
    } catch (cause) {
      const isLocked = cause instanceof Error && cause.message.includes("database is locked");
      const problem = isLocked ? "another process has this data directory open" : "the data directory cannot be opened";
      throw new TelewireError("LOG_UNAVAILABLE", { details: { problem, directory: options.directory }, cause });
    }
  }

  call<Name extends keyof Operations>(operation: Name, ...args: Parameters<Operations[Name]>): Promise<ReturnType<Operations[Name]>> {
    if (this.#isClosed) return Promise.reject(new TelewireError("LOG_UNAVAILABLE"));
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    const id = this.#nextId++;
    this.#outbox.push({ id, operation, args });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

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
    else waiting?.reject(new TelewireError(isErrorCode(error.code) ? error.code : "LOG_UNAVAILABLE", { cause: new Error(error.message) }));
  }

  #failAll(cause: Error): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new TelewireError("LOG_UNAVAILABLE", { cause }));
    this.#waiting.clear();
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
