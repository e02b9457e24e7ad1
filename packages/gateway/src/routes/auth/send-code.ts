import { OPERATIONS } from "@telewire/contracts";
import { newSession } from "../../auth/new-session.ts";
import { route } from "../../http/route.ts";

export const sendCode = route(OPERATIONS.sendCode, async (request, { control }) => ({
  data: await control.sendCode({ ...newSession(request), phone: request.input.phone }),
}));
