import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { requireUnfiltered } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

/** These would end the session, hand it over, or break the order of its updates: no setting allows them. */
const NEVER =
  /^(auth|updates)\.|^(invoke|initConnection|destroy|ping)|^account\.(deleteAccount|resetPassword|updatePasswordSettings|resetAuthorization|changePhone|sendChangePhoneCode|initTakeoutSession)/;

export const callTelegram = route(OPERATIONS.callTelegram, async (request, { control, sessions, options }) => {
  requireUnfiltered(callerOf(request));
  const { sessionId, method } = request.input;
  if (NEVER.test(method) || !isAllowed(method, options.telegramCallMethods))
    throw new TelewireError("METHOD_FORBIDDEN", { details: { method } });
  await sessions.require(sessionId);
  return { data: await control.call(request.input) };
});

/** By name, or by namespace: `users.*`. */
function isAllowed(method: string, allowed: readonly string[]): boolean {
  return allowed.some((item) => (item.endsWith("*") ? method.startsWith(item.slice(0, -1)) : method === item));
}
