import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getHistory = route(OPERATIONS.getHistory, ({ input }, { reader }) => reader.history(input));
