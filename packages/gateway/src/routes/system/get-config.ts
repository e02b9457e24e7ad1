import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getConfig = route(OPERATIONS.getConfig, (_request, { config }) => ({
  data: config() as Record<string, unknown>,
}));
