import { OPERATIONS, TelewireError } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

export const sendMessage = route(OPERATIONS.sendMessage, async (request, { control, sessions, idempotency }) => {
  const { sessionId, chatId, text, replyTo, silent } = request.input;
  await sessions.require(sessionId);
  const message = {
    sessionId,
    chatId,
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(silent === undefined ? {} : { silent }),
  };
  const key = request.http.headers["idempotency-key"];
  if (key === undefined) return { data: await control.send(message) };
  if (typeof key !== "string") throw new TelewireError("BAD_REQUEST");
  const { result, replayed } = await idempotency.once(callerOf(request).principal.keyId, key, message, (randomId) =>
    control.send({ ...message, randomId }),
  );
  if (replayed) request.reply.header("idempotency-replayed", "true");
  return { data: result };
});
