/** What a client does with an error: repeat it never, at once, or after `retryAfterMs`. */
export type RetryAdvice = "never" | "now" | "after";

interface ErrorRow {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly retry: RetryAdvice;
  /** Whose mistake it is: decides the log level and whether it alerts. */
  readonly fault: "client" | "telegram" | "system";
  /** One sentence for a person; carries no data of the request. */
  readonly message: string;
}

/** Every error that Telewire answers. The code is the contract; docs, OpenAPI and the client's union come from here. */
export const ERRORS = {
  // Requests
  BAD_REQUEST: { status: 400, retry: "never", fault: "client", message: "The request is not valid." },
  VALIDATION_FAILED: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "Some fields are not valid; details lists them.",
  },
  BAD_POSITION: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "The cursor or position is not one that this server gave out.",
  },
  CURSOR_EXPIRED: {
    status: 410,
    retry: "never",
    fault: "client",
    message: "The cursor points before the oldest kept entry; details.resume says where to go on.",
  },
  NOT_FOUND: { status: 404, retry: "never", fault: "client", message: "There is nothing at this address." },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retry: "never",
    fault: "client",
    message: "This address does not take this HTTP method.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retry: "never",
    fault: "client",
    message: "The request is larger than the server accepts.",
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    retry: "never",
    fault: "client",
    message: "The request's address and headers are larger than the server accepts.",
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retry: "now",
    fault: "client",
    message: "The request, or the next bytes of its file, did not arrive in time.",
  },
  LENGTH_REQUIRED: { status: 411, retry: "never", fault: "client", message: "An upload must say its Content-Length." },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    retry: "never",
    fault: "client",
    message: "The file does not have the range that was asked for.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retry: "never",
    fault: "client",
    message: "The server does not read this content type: send JSON with the header `content-type: application/json`.",
  },
  CONFLICT: { status: 409, retry: "never", fault: "client", message: "The request conflicts with the present state." },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    retry: "never",
    fault: "client",
    message: "This idempotency key was used with another request.",
  },
  RATE_LIMITED: { status: 429, retry: "after", fault: "client", message: "Too many requests." },
  BLOCKED: { status: 403, retry: "after", fault: "client", message: "This client is blocked for a while." },
  // Identity
  UNAUTHENTICATED: { status: 401, retry: "never", fault: "client", message: "No valid credentials were given." },
  INVALID_API_KEY: {
    status: 401,
    retry: "never",
    fault: "client",
    message: "The API key is unknown, expired or revoked.",
  },
  INVALID_TOKEN: { status: 401, retry: "never", fault: "client", message: "The access token is not valid." },
  TOKEN_EXPIRED: { status: 401, retry: "never", fault: "client", message: "The access token has expired: refresh it." },
  INVALID_REFRESH_TOKEN: {
    status: 401,
    retry: "never",
    fault: "client",
    message: "The refresh token is unknown, used or expired.",
  },
  INVALID_SIGNIN_LINK: {
    status: 401,
    retry: "never",
    fault: "client",
    message: "The sign-in link was used already or has expired.",
  },
  INVALID_TICKET: {
    status: 401,
    retry: "never",
    fault: "client",
    message: "The ticket was used already or has expired.",
  },
  SIGNATURE_REQUIRED: { status: 401, retry: "never", fault: "client", message: "This key must sign its requests." },
  INVALID_SIGNATURE: { status: 401, retry: "never", fault: "client", message: "The request signature does not match." },
  CLOCK_SKEW: {
    status: 401,
    retry: "never",
    fault: "client",
    message: "The signature's timestamp is too far from the server's clock; details.skewMs says by how much.",
  },
  REPLAYED_REQUEST: { status: 401, retry: "never", fault: "client", message: "This signed request was seen before." },
  CSRF_FAILED: {
    status: 403,
    retry: "never",
    fault: "client",
    message: "The request lacks the dashboard's anti-forgery token.",
  },
  FORBIDDEN: { status: 403, retry: "never", fault: "client", message: "These credentials do not allow this." },
  // Telegram sessions
  SESSION_NOT_FOUND: { status: 404, retry: "never", fault: "client", message: "There is no such session." },
  SESSION_EXISTS: { status: 409, retry: "never", fault: "client", message: "A session with this id exists already." },
  SESSION_NOT_READY: { status: 503, retry: "after", fault: "system", message: "The session is not connected yet." },
  SESSION_LOST: {
    status: 410,
    retry: "never",
    fault: "telegram",
    message: "Telegram has ended this session for good: log the account in again.",
  },
  SESSION_BANNED: {
    status: 410,
    retry: "never",
    fault: "telegram",
    message: "Telegram has banned or deactivated this account.",
  },
  SESSION_FROZEN: {
    status: 403,
    retry: "never",
    fault: "telegram",
    message: "Telegram has frozen this account: it can only read.",
  },
  SESSION_LIMITED: {
    status: 403,
    retry: "never",
    fault: "telegram",
    message: "Telegram limits what this account may send.",
  },
  OWNER_UNREACHABLE: {
    status: 503,
    retry: "after",
    fault: "system",
    message: "The node that owns this session cannot be reached now.",
  },
  // Login
  PHONE_INVALID: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "Telegram does not accept this phone number.",
  },
  PHONE_NOT_REGISTERED: {
    status: 404,
    retry: "never",
    fault: "client",
    message: "This number has no Telegram account; sign-up needs an official app.",
  },
  LOGIN_NOT_FOUND: {
    status: 404,
    retry: "never",
    fault: "client",
    message: "There is no such pending login; ask for a new code.",
  },
  CODE_INVALID: { status: 400, retry: "now", fault: "client", message: "The login code is wrong." },
  CODE_EXPIRED: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "The login code has expired: ask for a new one.",
  },
  PASSWORD_REQUIRED: {
    status: 400,
    retry: "now",
    fault: "client",
    message: "This account has a two-step verification password; details.hint may help.",
  },
  PASSWORD_INVALID: {
    status: 400,
    retry: "now",
    fault: "client",
    message: "The two-step verification password is wrong.",
  },
  // Telegram calls
  CHAT_NOT_FOUND: { status: 404, retry: "never", fault: "client", message: "The session does not know this chat." },
  MESSAGE_NOT_FOUND: { status: 404, retry: "never", fault: "client", message: "There is no such message." },
  CHAT_WRITE_FORBIDDEN: {
    status: 403,
    retry: "never",
    fault: "telegram",
    message: "The account may not write in this chat.",
  },
  MESSAGE_TOO_LONG: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "The text is longer than Telegram allows.",
  },
  METHOD_FORBIDDEN: {
    status: 403,
    retry: "never",
    fault: "client",
    message: "The server's configuration does not allow this method of Telegram.",
  },
  URL_FORBIDDEN: {
    status: 400,
    retry: "never",
    fault: "client",
    message: "The server does not fetch files from this address.",
  },
  URL_UNREACHABLE: {
    status: 502,
    retry: "after",
    fault: "client",
    message: "The file could not be fetched from its address.",
  },
  FLOOD_WAIT: { status: 429, retry: "after", fault: "telegram", message: "Telegram asks this account to wait." },
  SLOWMODE_WAIT: { status: 429, retry: "after", fault: "telegram", message: "This chat is in slow mode." },
  TELEGRAM_ERROR: {
    status: 502,
    retry: "never",
    fault: "telegram",
    message: "Telegram refused the call; details.type names its error.",
  },
  TELEGRAM_TIMEOUT: { status: 504, retry: "after", fault: "telegram", message: "Telegram did not answer in time." },
  // The server
  CONFIG_INVALID: { status: 500, retry: "never", fault: "client", message: "The configuration is not valid." },
  PORT_IN_USE: { status: 500, retry: "never", fault: "client", message: "The port is already taken." },
  LOG_UNAVAILABLE: { status: 503, retry: "after", fault: "system", message: "The event log cannot be reached." },
  ARCHIVE_UNAVAILABLE: { status: 503, retry: "after", fault: "system", message: "The archive cannot be reached." },
  STALE_OWNER: { status: 409, retry: "never", fault: "system", message: "Another node owns this session now." },
  DECRYPTION_FAILED: {
    status: 500,
    retry: "never",
    fault: "system",
    message: "A stored secret cannot be opened with the configured key.",
  },
  KEY_KEEPER_UNAVAILABLE: {
    status: 500,
    retry: "never",
    fault: "system",
    message: "The keeper of the encryption key does not answer or refuses.",
  },
  OVERLOADED: { status: 503, retry: "after", fault: "system", message: "The server sheds load: try again shortly." },
  SHUTTING_DOWN: { status: 503, retry: "after", fault: "system", message: "The server is shutting down." },
  TIMEOUT: { status: 504, retry: "after", fault: "system", message: "The operation took too long." },
  INTERNAL: { status: 500, retry: "after", fault: "system", message: "Something went wrong on the server." },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface TelewireErrorOptions {
  /** Sent to the client: never put a secret, phone number or message text here. */
  readonly details?: ErrorDetails;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** The one error class: a code of `ERRORS`, safe details, and the cause kept for the log. */
export class TelewireError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: TelewireErrorOptions = {}) {
    super(ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TelewireError";
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** Anything thrown becomes a `TelewireError`; an unknown one is `INTERNAL` without details, its cause kept. */
  static from(thrown: unknown): TelewireError {
    return thrown instanceof TelewireError ? thrown : new TelewireError("INTERNAL", { cause: thrown });
  }
}
