import { OPERATIONS } from "@telewire/contracts";
import { callerOf, route } from "../../http/route.ts";

const TTL_SECONDS = 30;

export const createTicket = route(OPERATIONS.createTicket, async (request, { identity }) => {
  const { principal, expiresAt } = callerOf(request);
  const ticket = await identity.tickets.issue({ principal, expiresAt }, TTL_SECONDS * 1000);
  return { data: { ticket, expiresIn: TTL_SECONDS } };
});
