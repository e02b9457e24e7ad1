/** Calls `onSilence` once when nothing was heard for longer than the limit. */
export class SilenceTimer {
  readonly #onSilence: () => void;
  #limitMs = Number.POSITIVE_INFINITY;
  #heardAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /** Begins to wait, from now on, at most so long. */
  limit(limitMs: number): void {
    this.#limitMs = limitMs;
    this.heard();
    this.#wait(limitMs);
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** One timer for many words: it looks when the last of them was heard. */
  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const leftMs = this.#limitMs - (performance.now() - this.#heardAt);
      if (leftMs > 0) this.#wait(leftMs);
      else this.#onSilence();
    }, ms);
  }
}
