import { OPERATIONS } from "@telewire/contracts";
import { parseAddress } from "@telewire/detect";
import { requireEverything } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const getAddress = route(OPERATIONS.getAddress, (request, { insight }) => {
  requireEverything(callerOf(request));
  const { family, address } = request.input;
  return { data: insight.address(family, parseAddress(address)?.address ?? address) };
});
