import { TelewireError } from "@telewire/contracts";
import type { GatewayContext } from "../context.ts";
import { callerOf } from "../http/route.ts";
import type { OperationRequest } from "../http/route.ts";
import type { Attempt } from "./idempotency.ts";

/** Runs what sends something: once for each `Idempotency-Key`, when the request has one. */
export async function repeatable<Result>(
  request: OperationRequest<unknown>,
  { idempotency }: Pick<GatewayContext, "idempotency">,
  run: (attempt: Attempt | null) => Promise<Result>,
): Promise<Result> {
  const key = request.http.headers["idempotency-key"];
  if (key === undefined) return run(null);
  if (typeof key !== "string") throw new TelewireError("BAD_REQUEST");
  const { result, replayed } = await idempotency.once(callerOf(request).principal.keyId, key, request.input, run);
  if (replayed) request.reply.header("idempotency-replayed", "true");
  return result;
}
