import type { RecordStore } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { Clock } from "@telewire/kit";
import type { Caller } from "./caller.ts";

const NAMESPACE = "login-owner";
/** Longer than a login may take. */
const TTL_MS = 3_600_000;

/** Which key began a login: who is bound to some sessions goes on with its own logins only, whatever ids it came to know. */
export class LoginOwners {
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(records: RecordStore, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  async note(loginId: string, { principal }: Caller): Promise<void> {
    if (principal.sessionIds === null) return;
    await this.#records.put(NAMESPACE, loginId, principal.keyId, Math.round(this.#clock.now() + TTL_MS));
  }

  /** @throws TelewireError LOGIN_NOT_FOUND */
  async require(loginId: string, { principal }: Caller): Promise<void> {
    if (principal.sessionIds === null) return;
    if ((await this.#records.get(NAMESPACE, loginId)) !== principal.keyId) throw new TelewireError("LOGIN_NOT_FOUND");
  }
}
