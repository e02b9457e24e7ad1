import { openMethod } from "../../method.ts";
import { badRequest, RpcFault } from "../../rpc-error.ts";
import { completeLogin } from "./login.ts";
import { checkApiId } from "./send-code.ts";

export const importBotAuthorization = openMethod(
  "auth.importBotAuthorization",
  (call, { apiId, apiHash, botAuthToken }) => {
    checkApiId(apiId, apiHash);
    const bot = [...call.core.world.users.values()].find((user) => user.data.botToken === botAuthToken);
    if (!bot) throw badRequest("ACCESS_TOKEN_INVALID");
    if (bot.data.dcId !== call.dcId) throw new RpcFault(303, `USER_MIGRATE_${bot.data.dcId}`);
    return completeLogin(call, bot);
  },
  ["API_ID_INVALID", "ACCESS_TOKEN_INVALID", "USER_MIGRATE_X"],
);
