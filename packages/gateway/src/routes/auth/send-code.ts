import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const sendCode = route(OPERATIONS.sendCode, async (request, { control }) => {
  const { phone, sessionId } = request.input;
  // A caller that is bound to some sessions may renew those, not add others.
  if (sessionId === undefined && callerOf(request).principal.sessionIds !== null) {
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "sessionId", problem: "is needed with these credentials" }] },
    });
  }
  return { data: await control.sendCode(sessionId === undefined ? { phone } : { phone, sessionId }) };
});
