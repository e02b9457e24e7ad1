import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const exportSession = route(OPERATIONS.exportSession, async ({ input }, { control, sessions }) => {
  await sessions.require(input.sessionId);
  return { data: { ...input, ...(await control.exportSession(input)) } };
});
