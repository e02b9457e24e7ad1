import { ANN, PASSWORD } from "../../support/world.ts";
import { fails, type Step } from "../step.ts";
import { BOT_TOKEN, CARL, DORA, NOBODY } from "../town.ts";

/** Every way to log in; the client of `login-password` is the one that all later steps use. */
export const LOGIN_STEPS: readonly Step[] = [
  {
    id: "login-wrong-code",
    description: "a wrong code is refused",
    arrange: () => ({ phone: CARL, code: "00000" }),
    expected: fails("PHONE_CODE_INVALID"),
  },
  {
    id: "login-code",
    description: "a phone and its code log in",
    arrange: () => ({ phone: CARL }),
    expected: { value: "Carl" },
  },
  {
    id: "login-resend",
    description: "the code is sent another way on request",
    arrange: () => ({ phone: CARL }),
    expected: { value: "sms" },
  },
  {
    id: "login-unknown-phone",
    description: "a phone without an account is told to sign up",
    arrange: () => ({ phone: NOBODY }),
    expected: { value: "sign up" },
  },
  {
    id: "login-code-only",
    description: "the code alone is not enough for an account with a two-step password",
    arrange: () => ({ phone: ANN }),
    expected: fails("SESSION_PASSWORD_NEEDED"),
  },
  {
    id: "login-wrong-password",
    description: "a wrong two-step password is refused",
    arrange: () => ({ phone: ANN, password: "wrong" }),
    expected: fails("PASSWORD_HASH_INVALID"),
  },
  {
    id: "login-other-dc",
    description: "a user of another data centre is sent there (PHONE_MIGRATE)",
    arrange: () => ({ phone: DORA }),
    expected: { value: "Dora" },
  },
  {
    id: "login-qr",
    description: "a QR code that another session scans logs in",
    arrange: () => ({ account: CARL }),
    expected: { value: "Carl" },
  },
  {
    id: "login-qr-password",
    description: "a QR code and then the two-step password log in",
    arrange: () => ({ account: ANN, password: PASSWORD }),
    expected: { value: "Ann" },
  },
  {
    id: "login-bot",
    description: "a bot logs in with its token",
    arrange: () => ({ token: BOT_TOKEN }),
    expected: { value: "Robot" },
  },
  {
    id: "login-bot-wrong-token",
    description: "a wrong bot token is refused",
    arrange: () => ({ token: "1:wrong" }),
    expected: fails("ACCESS_TOKEN_INVALID"),
  },
  {
    id: "login-two-step",
    description: "a client sets, changes and takes away the two-step password",
    arrange: () => ({ phone: CARL, first: "one", second: "two" }),
    expected: { value: "done" },
  },
  {
    id: "log-out",
    description: "after logging out every call answers 401",
    arrange: () => ({ phone: CARL }),
    expected: fails("AUTH_KEY_UNREGISTERED"),
  },
  {
    id: "login-password",
    description: "a code and the two-step password log in",
    arrange: () => ({ phone: ANN, password: PASSWORD }),
    expected: { value: "Ann" },
  },
  {
    id: "login-session-string",
    description: "an exported session string logs in without a code",
    expected: { value: "Ann" },
  },
];
