/**
 * WebSocket close codes of ours (RFC 6455 section 7.4.2, private use).
 * 4000-4499: reconnect, from the last position. 4500-4999: do not, the same request would fail again.
 */
export const CLOSE_CODES = {
  SHUTTING_DOWN: 4000,
  SLOW_READER: 4001,
  TOKEN_EXPIRED: 4002,
  LOG_UNAVAILABLE: 4003,
  FILTER_CHANGED: 4004,
  FINISHED: 4500,
  UNAUTHENTICATED: 4501,
  FORBIDDEN: 4503,
  NOT_FOUND: 4504,
  BAD_REQUEST: 4505,
} as const;

export function mayReconnect(closeCode: number): boolean {
  return closeCode < 4500;
}
