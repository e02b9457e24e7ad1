import { isCall, type Step } from "../step.ts";
import { CHAT_STEPS } from "./chats.ts";
import { LOGIN_STEPS } from "./login.ts";
import { MEDIA_STEPS } from "./media.ts";
import { MESSAGE_STEPS } from "./messages.ts";
import { TROUBLE_STEPS } from "./trouble.ts";
import { UPDATE_STEPS } from "./updates.ts";

/** The one scenario that every foreign client goes through, in this order. */
export const STEPS: readonly Step[] = [
  ...LOGIN_STEPS,
  ...UPDATE_STEPS,
  ...MESSAGE_STEPS,
  ...MEDIA_STEPS,
  ...CHAT_STEPS,
  ...TROUBLE_STEPS,
];

/** The steps that every client must do in its own way. */
export const OWN_STEPS: readonly string[] = STEPS.filter((step) => !isCall(step)).map(({ id }) => id);
