import { OPERATIONS } from "@telewire/contracts";
import { readHealth } from "../../health.ts";
import { route } from "../../http/route.ts";

export const getHealth = route(OPERATIONS.getHealth, async ({ caller }, context) => {
  const data = await readHealth(context, caller);
  return { data, status: data.status === "down" ? 503 : 200 };
});
