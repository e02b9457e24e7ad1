import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const resendCode = route(OPERATIONS.resendCode, async ({ input }, { control }) => ({
  data: await control.resendCode(input),
}));
