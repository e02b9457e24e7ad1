import { isDeepStrictEqual } from "node:util";
import { TelewireError } from "@telewire/contracts";
import type { Principal } from "@telewire/contracts";
import type { Logger } from "@telewire/kit";
import type { Caller } from "./caller.ts";
import type { Identity } from "./identity.ts";

const CHECK_MS = 1000;

interface Hold {
  /** @throws TelewireError when what is going on is not allowed to whom the caller is now */
  readonly check: (now: Principal) => void;
  readonly end: (error: TelewireError) => void;
}

/** Ends what takes long (long polls, downloads, uploads) when the rights end that it began with. */
export class HeldRights implements Disposable {
  readonly #identity: Pick<Identity, "current">;
  readonly #logger: Logger;
  readonly #holds = new Map<Caller, Set<Hold>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(identity: Pick<Identity, "current">, logger: Logger) {
    this.#identity = identity;
    this.#logger = logger;
  }

  /** Calls `end`, once, when the credentials are no good any more or `check` refuses; until the result is disposed of. */
  hold(caller: Caller, check: Hold["check"], end: Hold["end"]): Disposable {
    const hold = { check, end };
    const holds = this.#holds.get(caller) ?? new Set();
    this.#holds.set(caller, holds.add(hold));
    this.#timer ??= setInterval(() => void this.#look(), CHECK_MS).unref();
    return { [Symbol.dispose]: () => this.#release(caller, hold) };
  }

  /** What comes of `work`; when it may not be told any more, why, at once. */
  async during<Result>(
    work: Promise<Result>,
    caller: Caller,
    { check, whenEnded }: Pick<Hold, "check"> & { readonly whenEnded: () => void },
  ): Promise<Result> {
    const ended = Promise.withResolvers<never>();
    using _hold = this.hold(caller, check, (error) => {
      whenEnded();
      ended.reject(error);
    });
    return await Promise.race([work, ended.promise]);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#holds.clear();
  }

  #release(caller: Caller, hold: Hold): void {
    const holds = this.#holds.get(caller);
    holds?.delete(hold);
    if (holds?.size === 0) this.#holds.delete(caller);
    if (this.#holds.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    try {
      // As they are now: who polls again while this goes on is looked at in the next round.
      const callers = Array.from(this.#holds.keys());
      for (const caller of callers) {
        const now = await this.#identity.current(caller);
        if (now !== null && isDeepStrictEqual(now, caller.principal)) continue;
        for (const hold of this.#holds.get(caller) ?? []) this.#judge(caller, hold, now);
      }
    } catch (error) {
      this.#logger.warn({ err: error }, "the credentials of those who wait cannot be checked now");
    }
  }

  #judge(caller: Caller, hold: Hold, now: Principal | null): void {
    try {
      if (now === null) throw new TelewireError("UNAUTHENTICATED");
      hold.check(now);
    } catch (error) {
      this.#release(caller, hold);
      hold.end(TelewireError.from(error));
    }
  }
}
