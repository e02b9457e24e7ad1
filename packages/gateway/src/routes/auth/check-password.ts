import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const checkPassword = route(OPERATIONS.checkPassword, async ({ input }, { control, sessions }) => {
  const data = await control.checkPassword(input);
  sessions.forget(data.sessionId);
  return { data };
});
