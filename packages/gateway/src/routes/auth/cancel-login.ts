import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const cancelLogin = route(OPERATIONS.cancelLogin, async ({ input }, { control }) => {
  await control.cancelLogin(input);
  return { data: input };
});
