import { OPERATIONS } from "@telewire/contracts";
import { requireEverything } from "../../auth/caller.ts";
import { callerOf, route } from "../../http/route.ts";

export const getConfig = route(OPERATIONS.getConfig, (request, { config }) => {
  requireEverything(callerOf(request));
  return { data: config() as Record<string, unknown> };
});
