import { TelewireError } from "@telewire/contracts";
import type { EarlierTry } from "@telewire/telegram";
import type { GatewayContext } from "../context.ts";
import { callerOf } from "../http/route.ts";
import type { OperationRequest } from "../http/route.ts";
import type { Attempt } from "./idempotency.ts";

/** Runs what sends something to a chat: once for each `Idempotency-Key`, when the request has one. */
export async function repeatable<Result>(
  request: OperationRequest<{ readonly sessionId: string; readonly chatId: string }>,
  { idempotency, reader }: Pick<GatewayContext, "idempotency" | "reader">,
  run: (attempt: Attempt | null) => Promise<Result>,
): Promise<Result> {
  const key = request.http.headers["idempotency-key"];
  if (key === undefined) return run(null);
  if (typeof key !== "string") throw new TelewireError("BAD_REQUEST");
  const { sessionId, chatId } = request.input;
  const newestId = reader.newestId(sessionId, chatId);
  const { keyId } = callerOf(request).principal;
  const { result, replayed } = await idempotency.once(keyId, key, request.input, newestId, run);
  if (replayed) request.reply.header("idempotency-replayed", "true");
  return result;
}

/** What a request to the owner says of an earlier try. */
export function triedBefore(attempt: Attempt | null): { readonly tried?: EarlierTry } {
  return attempt === null || attempt.tried === null ? {} : { tried: attempt.tried };
}
