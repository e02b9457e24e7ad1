import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

/** A bot's answer to a pressed button. */
export const setBotCallbackAnswer = method(
  "messages.setBotCallbackAnswer",
  ({ core, user }, { queryId, alert, message, url, cacheTime }) => {
    if (!user.data.isBot) throw badRequest("USER_BOT_REQUIRED");
    const isTaken = core.callbacks.answer(queryId.toString(), user.id, {
      _: "messages.botCallbackAnswer",
      ...(alert && { alert }),
      ...(message !== undefined && { message }),
      ...(url !== undefined && { url, hasUrl: true }),
      cacheTime,
    });
    if (!isTaken) throw badRequest("QUERY_ID_INVALID");
    return true;
  },
  ["USER_BOT_REQUIRED", "QUERY_ID_INVALID"],
);
