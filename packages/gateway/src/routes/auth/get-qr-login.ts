import { OPERATIONS } from "@telewire/contracts";
import { requireSession } from "../../auth/caller.ts";
import { qrViewOf } from "../../auth/qr-view.ts";
import { callerOf, route } from "../../http/route.ts";

export const getQrLogin = route(OPERATIONS.getQrLogin, async (request, { control }) => {
  const { loginId, wait, after } = request.input;
  const caller = callerOf(request);
  // Before the wait: whoever may not see it learns nothing, and holds nothing.
  requireSession(caller, (await control.qr({ loginId })).sessionId);
  const asked = { loginId, waitMs: wait * 1000, ...(after === undefined ? {} : { after }) };
  return { data: qrViewOf(await control.qr(asked)) };
});
