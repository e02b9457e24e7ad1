import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { qrViewOf } from "../../auth/qr-view.ts";
import { callerOf, route } from "../../http/route.ts";

export const startQrLogin = route(OPERATIONS.startQrLogin, async (request, { control, logins }) => {
  const view = await control.startQr(newSession(request));
  await logins.note(view.loginId, callerOf(request));
  return { data: qrViewOf(view) };
});
