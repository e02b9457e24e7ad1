import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const reactToMessage = route(OPERATIONS.reactToMessage, async ({ input }, { control, sessions }) => {
  const { sessionId, ...request } = input;
  await sessions.require(sessionId);
  await control.act({ sessionId, name: "react", request });
  return { data: { messageId: request.messageId } };
});
