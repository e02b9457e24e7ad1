import { TelewireError } from "@telewire/contracts";

/** Longer than whoever owes an append waits until it tries again. */
const REMEMBERED_MS = 30_000;

/** What the latest append says of a log: a store may well answer while nothing can be written to it (disk or memory full). */
export class AppendHealth {
  #failure: { readonly error: unknown; readonly at: number } | undefined;

  succeeded(): void {
    this.#failure = undefined;
  }

  failed(error: unknown): void {
    this.#failure = { error, at: performance.now() };
  }

  /** @throws TelewireError LOG_UNAVAILABLE when the latest append failed a short while ago */
  check(): void {
    if (this.#failure !== undefined && performance.now() - this.#failure.at < REMEMBERED_MS)
      throw new TelewireError("LOG_UNAVAILABLE", { cause: this.#failure.error });
  }
}
