import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { qrViewOf } from "../../auth/qr-view.ts";
import { route } from "../../http/route.ts";

export const startQrLogin = route(OPERATIONS.startQrLogin, async (request, { control }) => ({
  data: qrViewOf(await control.startQr(newSession(request))),
}));
