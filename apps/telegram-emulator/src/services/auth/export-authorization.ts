import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";

export const exportAuthorization = method(
  "auth.exportAuthorization",
  ({ core, user, dcId }, request) => {
    if (request.dcId === dcId || !core.options.dcs.includes(request.dcId)) throw badRequest("DC_ID_INVALID");
    const bytes = core.random.bytes(128);
    core.tickets.putExport(bytes, user.id, request.dcId);
    return { _: "auth.exportedAuthorization", id: user.id as never, bytes };
  },
  ["DC_ID_INVALID"],
);
