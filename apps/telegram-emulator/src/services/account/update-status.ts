import { method } from "../../method.ts";

export const updateStatus = method("account.updateStatus", () => true);
