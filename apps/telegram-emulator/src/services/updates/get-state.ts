import { method } from "../../method.ts";
import { stateOf } from "../../updates/difference.ts";

export const getState = method("updates.getState", ({ core, user }) => stateOf(core, user));
