import type { DurableObjectNamespace } from "./workers-runtime.ts";

/** Bindings of the Worker; the secrets are set with `wrangler secret put NAME`. */
export interface Env {
  readonly TELEWIRE_URL: string;
  /** Secret. Role `reader`, with the session below, is enough. */
  readonly TELEWIRE_API_KEY: string;
  /** Secret: signs every request. */
  readonly TELEWIRE_SIGNING_SECRET: string;
  readonly TELEWIRE_SESSION: string;
  /** Comma-separated ids of the chats to read. */
  readonly TELEWIRE_CHATS: string;
  /** Secret that callers of this Worker show as `Authorization: Bearer`. */
  readonly READER_TOKEN: string;
  readonly FEED: DurableObjectNamespace;
}
