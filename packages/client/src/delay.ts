const MAX_DELAY_MS = 30_000;

/** Exponential with jitter: between half and all of `firstMs` doubled by each attempt, at most 30 s. */
export function backoffMs(attempt: number, firstMs = 200): number {
  const bound = Math.min(MAX_DELAY_MS, firstMs * 2 ** attempt);
  return bound / 2 + (Math.random() * bound) / 2;
}

/** Resolves after `ms`, or at once when aborted. */
export function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
