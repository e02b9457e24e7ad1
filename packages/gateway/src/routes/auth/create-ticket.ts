import { OPERATIONS } from "@telewire/contracts";
import { digest } from "../../auth/random-token.ts";
import { callerOf, route } from "../../http/route.ts";

const TTL_SECONDS = 30;

export const createTicket = route(OPERATIONS.createTicket, async (request, { identity }) => {
  const { principal, expiresAt, cookie } = callerOf(request);
  const grant = { principal, expiresAt, ...(cookie === null ? {} : { login: digest(cookie) }) };
  const ticket = await identity.tickets.issue(grant, TTL_SECONDS * 1000);
  return { data: { ticket, expiresIn: TTL_SECONDS } };
});
