/** Source of time: an argument wherever time matters, so that tests can move it. */
export interface Clock {
  /** Epoch milliseconds with fraction. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  monotonic: () => performance.now(),
};
