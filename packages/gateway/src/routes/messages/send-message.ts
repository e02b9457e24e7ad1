import { OPERATIONS, TelewireError } from "@telewire/contracts";
import type { GatewayContext } from "../../context.ts";
import { invalid } from "../../http/input.ts";
import { callerOf, route } from "../../http/route.ts";
import { mediaToSend } from "../../media/media-to-send.ts";
import type { Attempt } from "../../messages/idempotency.ts";
import { repeatable, triedBefore } from "../../messages/repeatable.ts";
import { defined, textOf } from "../../messages/text-input.ts";

interface Sent {
  readonly messageId: string;
  readonly date: string;
}
interface Message {
  readonly sessionId: string;
  readonly chatId: string;
  readonly text?: string;
  readonly replyTo?: string;
  readonly silent?: boolean;
  readonly scheduleAt?: string;
}

export const sendMessage = route(OPERATIONS.sendMessage, async (request, context) => {
  const { entities, parseMode, media, scheduleAt, ...input } = request.input;
  if (input.text === undefined && media === undefined) throw invalid("text", "is needed without media");
  await context.sessions.require(input.sessionId);
  const message = {
    ...defined(input),
    ...textOf({ text: input.text, entities, parseMode }),
    ...(scheduleAt === undefined ? {} : { scheduleAt: new Date(scheduleAt).toISOString() }),
  };
  const data = await repeatable(request, context, async (attempt): Promise<Sent & { messages?: Sent[] }> => {
    // What was sent before its time is answered the same after it.
    if ((attempt?.tried ?? null) === null && scheduleAt !== undefined && scheduleAt <= context.clock.now())
      throw invalid("scheduleAt", "is not in the future");
    if (media === undefined) return sendText(message, attempt, context);
    const files = await mediaToSend(media, message.sessionId, callerOf(request), context);
    return sendFiles(message, files, attempt, context);
  });
  // A scheduled message has an id of another series.
  if (scheduleAt === undefined) context.reader.noteSent(message.sessionId, message.chatId, lastOf(data));
  return { data };
});

function lastOf({ messageId, messages = [] }: Sent & { readonly messages?: readonly Sent[] }): string {
  return messages.at(-1)?.messageId ?? messageId;
}

function sendText(message: Message, attempt: Attempt | null, { control }: GatewayContext): Promise<Sent> {
  return control.send({
    ...message,
    text: message.text ?? "",
    ...(attempt === null ? {} : { randomId: attempt.randomId(0) }),
    ...triedBefore(attempt),
  });
}

async function sendFiles(
  { sessionId, text, ...message }: Message,
  media: Awaited<ReturnType<typeof mediaToSend>>,
  attempt: Attempt | null,
  { control }: GatewayContext,
): Promise<Sent & { messages?: Sent[] }> {
  const { messages } = await control.act({
    sessionId,
    name: "sendMedia",
    request: {
      ...message,
      media,
      ...(text === undefined ? {} : { caption: text }),
      ...(attempt === null ? {} : { randomIds: media.map((_, index) => attempt.randomId(index)) }),
      ...triedBefore(attempt),
    },
  });
  const [first] = messages;
  if (first === undefined) throw new TelewireError("TELEGRAM_ERROR", { details: { type: "NO_MESSAGE_ID" } });
  return messages.length === 1 ? { ...first } : { ...first, messages: [...messages] };
}
