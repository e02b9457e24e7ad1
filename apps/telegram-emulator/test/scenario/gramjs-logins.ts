import type { Api as ApiTypes, TelegramClient } from "telegram";

import { Api } from "../support/gramjs.ts";
import type { GramRun, GramStep } from "./gramjs-judge.ts";
import { textOf } from "./judge.ts";
import type { Plain } from "./step.ts";

const CREDENTIALS = { apiId: 1, apiHash: "hash" };

const rethrow = (error: Error): never => {
  throw error;
};

/** Runs with a client of its own, which is gone afterwards. */
const alone = async (run: GramRun, work: (client: TelegramClient) => Promise<Plain>): Promise<Plain> => {
  const client = run.fresh();
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.destroy();
  }
};

const firstNameOf = (user: unknown): string => (user as ApiTypes.User).firstName ?? "";

const signIn = async (run: GramRun, client: TelegramClient, phone: string, code?: string): Promise<string> => {
  const { phoneCodeHash } = await client.sendCode(CREDENTIALS, phone);
  const phoneCode: string = code ?? (await run.control.get(`/codes/${phone}`)).code;
  const answer = await client.invoke(new Api.auth.SignIn({ phoneNumber: phone, phoneCodeHash, phoneCode }));
  return answer instanceof Api.auth.AuthorizationSignUpRequired ? "sign up" : firstNameOf(answer.user);
};

const signInWithPassword = async (
  run: GramRun,
  client: TelegramClient,
  phone: string,
  password: string,
): Promise<string> => {
  await signIn(run, client, phone).catch((error: { errorMessage?: string }) => {
    if (error.errorMessage !== "SESSION_PASSWORD_NEEDED") throw error;
  });
  return firstNameOf(
    await client.signInWithPassword(CREDENTIALS, { password: async () => password, onError: rethrow }),
  );
};

const bySigningIn: GramStep = (run, args) =>
  alone(run, (client) =>
    signIn(run, client, textOf(args, "phone"), args["code"] === undefined ? undefined : textOf(args, "code")),
  );

const byQr: GramStep = (run, args) =>
  alone(run, async (client) => {
    const account = textOf(args, "account");
    const user = await client.signInUserWithQrCode(CREDENTIALS, {
      qrCode: async ({ token }) => {
        await run.control.post("/login-tokens/accept", { token: token.toString("base64url"), account });
      },
      password: async () => textOf(args, "password"),
      onError: rethrow,
    });
    return firstNameOf(user);
  });

const asBot: GramStep = (run, args) =>
  alone(run, async (client) =>
    firstNameOf(await client.signInBot(CREDENTIALS, { botAuthToken: textOf(args, "token") })),
  );

export const GRAMJS_LOGINS: Readonly<Record<string, GramStep>> = {
  "login-wrong-code": bySigningIn,
  "login-code": bySigningIn,
  "login-code-only": bySigningIn,
  "login-other-dc": bySigningIn,
  "login-unknown-phone": bySigningIn,
  "login-resend": (run, args) =>
    alone(run, async (client) => {
      const phoneNumber = textOf(args, "phone");
      const { phoneCodeHash } = await client.sendCode(CREDENTIALS, phoneNumber);
      const again = await client.invoke(new Api.auth.ResendCode({ phoneNumber, phoneCodeHash }));
      const isSms = "type" in again && again.type instanceof Api.auth.SentCodeTypeSms;
      return isSms ? "sms" : again.className;
    }),
  "login-wrong-password": (run, args) =>
    alone(run, (client) => signInWithPassword(run, client, textOf(args, "phone"), textOf(args, "password"))),
  "login-qr": byQr,
  "login-qr-password": byQr,
  "login-bot": asBot,
  "login-bot-wrong-token": asBot,
  "login-two-step": (run, args) =>
    alone(run, async (client) => {
      const [first, second] = [textOf(args, "first"), textOf(args, "second")];
      await signIn(run, client, textOf(args, "phone"));
      const settings = { isCheckPassword: false };
      await client.updateTwoFaSettings({ ...settings, newPassword: first, hint: "one" });
      await client.updateTwoFaSettings({ ...settings, currentPassword: first, newPassword: second, hint: "two" });
      await client.updateTwoFaSettings({ ...settings, currentPassword: second });
      return "done";
    }),
  "log-out": (run, args) =>
    alone(run, async (client) => {
      await signIn(run, client, textOf(args, "phone"));
      await client.invoke(new Api.auth.LogOut());
      await client.invoke(new Api.messages.GetDialogFilters());
      return "still in";
    }),
  "login-password": async (run, args) => {
    const client = run.fresh();
    await client.connect();
    const name = await signInWithPassword(run, client, textOf(args, "phone"), textOf(args, "password"));
    await run.use(client);
    return name;
  },
  "login-session-string": async (run) => {
    const session = (run.client.session as unknown as { save(): string }).save();
    await run.client.destroy();
    const client = run.fresh(session);
    await client.connect();
    await run.use(client);
    return firstNameOf(await client.getMe());
  },
};
