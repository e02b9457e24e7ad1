import type { TelegramUser } from "@telewire/contracts";
import type { SessionRow } from "@telewire/archive";
import type { SecretBox } from "@telewire/kit";

/** A login that Telegram accepted; its sockets are closed. */
export interface CompletedLogin {
  readonly sessionId: string;
  readonly user: TelegramUser;
  readonly secret: Uint8Array;
}

/** What a session's secret is sealed under. */
export function secretContext(sessionId: string): string {
  return `session:${sessionId}`;
}

/** The row of a new session. `now`: epoch ms. */
export function sessionRowOf({ sessionId, user, secret }: CompletedLogin, secrets: SecretBox, now: number): SessionRow {
  return {
    sessionId,
    userId: user.id,
    firstName: user.firstName,
    lastName: user.lastName ?? null,
    username: user.username ?? null,
    secret: secrets.seal(secret, secretContext(sessionId)),
    finalState: null,
    createdAt: Math.round(now),
    updatedAt: Math.round(now),
  };
}
