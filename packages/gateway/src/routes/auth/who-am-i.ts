import { OPERATIONS } from "@telewire/contracts";
import { csrfTokenOf } from "../../auth/dashboard-sessions.ts";
import { callerOf, route } from "../../http/route.ts";

export const whoAmI = route(OPERATIONS.whoAmI, (request) => {
  const { principal, cookie, expiresAt } = callerOf(request);
  return {
    data: {
      ...principal,
      csrfToken: cookie === null ? null : csrfTokenOf(cookie),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  };
});
