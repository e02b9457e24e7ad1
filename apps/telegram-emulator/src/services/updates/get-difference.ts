import { method } from "../../method.ts";
import { badRequest } from "../../rpc-error.ts";
import { commonDifference } from "../../updates/difference.ts";

export const getDifference = method(
  "updates.getDifference",
  ({ core, user }, { pts, date, ptsLimit, ptsTotalLimit }) => {
    if (pts < 0) throw badRequest("PERSISTENT_TIMESTAMP_INVALID");
    if (date < 0) throw badRequest("DATE_EMPTY");
    return commonDifference(core, user, { pts, date, ptsLimit, ptsTotalLimit });
  },
  ["PERSISTENT_TIMESTAMP_INVALID", "DATE_EMPTY"],
);
