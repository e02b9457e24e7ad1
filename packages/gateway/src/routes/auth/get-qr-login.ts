import { OPERATIONS } from "@telewire/contracts";
import { requireSession } from "../../auth/caller.ts";
import { qrViewOf } from "../../auth/qr-view.ts";
import { callerOf, route } from "../../http/route.ts";

export const getQrLogin = route(OPERATIONS.getQrLogin, async (request, { control }) => {
  const { loginId, wait } = request.input;
  const data = qrViewOf(await control.qr({ loginId, ...(wait === 0 ? {} : { waitMs: wait * 1000 }) }));
  const caller = callerOf(request);
  if (caller.principal.sessionIds !== null) requireSession(caller, data.sessionId);
  return { data };
});
