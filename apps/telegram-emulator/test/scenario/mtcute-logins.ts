import type { TelegramClient } from "@mtcute/core/client.js";

import { textOf } from "./judge.ts";
import type { MtcuteRun, MtcuteStep } from "./mtcute-judge.ts";
import type { Plain } from "./step.ts";

/** Runs with a client of its own, which is gone afterwards. */
const alone = async (run: MtcuteRun, work: (client: TelegramClient) => Promise<Plain>): Promise<Plain> => {
  const client = run.fresh();
  try {
    return await work(client);
  } finally {
    await client.destroy();
  }
};

const codeOf = async (run: MtcuteRun, phone: string): Promise<string> =>
  (await run.control.get(`/codes/${phone}`)).code;

const sendCode = async (client: TelegramClient, phone: string): Promise<string> => {
  const sent = await client.sendCode({ phone });
  if (!("phoneCodeHash" in sent)) throw new Error("logged in without a code");
  return sent.phoneCodeHash;
};

const signIn = async (run: MtcuteRun, client: TelegramClient, phone: string, code?: string): Promise<string> => {
  const phoneCodeHash = await sendCode(client, phone);
  const phoneCode = code ?? (await codeOf(run, phone));
  return (await client.signIn({ phone, phoneCodeHash, phoneCode })).firstName;
};

const signInWithPassword = async (
  run: MtcuteRun,
  client: TelegramClient,
  phone: string,
  password: string,
): Promise<string> => {
  await signIn(run, client, phone).catch((error: Error) => {
    if (!/SESSION_PASSWORD_NEEDED/.test(error.message)) throw error;
  });
  return (await client.checkPassword(password)).firstName;
};

const byQr: MtcuteStep = (run, args) =>
  alone(run, async (client) => {
    await client.connect();
    let isScanned = false;
    const scan = (token: string): void => {
      if (!isScanned) void run.control.post("/login-tokens/accept", { token, account: textOf(args, "account") });
      isScanned = true;
    };
    const password = args["password"] === undefined ? {} : { password: textOf(args, "password") };
    return (await client.signInQr({ onUrlUpdated: scan, ...password })).firstName;
  });

export const MTCUTE_LOGINS: Readonly<Record<string, MtcuteStep>> = {
  "login-wrong-code": (run, args) =>
    alone(run, (client) => signIn(run, client, textOf(args, "phone"), textOf(args, "code"))),
  "login-code": (run, args) => alone(run, (client) => signIn(run, client, textOf(args, "phone"))),
  "login-code-only": (run, args) => alone(run, (client) => signIn(run, client, textOf(args, "phone"))),
  "login-other-dc": (run, args) => alone(run, (client) => signIn(run, client, textOf(args, "phone"))),
  "login-resend": (run, args) =>
    alone(run, async (client) => {
      const phone = textOf(args, "phone");
      return (await client.resendCode({ phone, phoneCodeHash: await sendCode(client, phone) })).type;
    }),
  "login-unknown-phone": (run, args) =>
    alone(run, (client) =>
      signIn(run, client, textOf(args, "phone")).catch((error: Error) => {
        if (/sign ?up/i.test(error.message)) return "sign up";
        throw error;
      }),
    ),
  "login-wrong-password": (run, args) =>
    alone(run, (client) => signInWithPassword(run, client, textOf(args, "phone"), textOf(args, "password"))),
  "login-qr": byQr,
  "login-qr-password": byQr,
  "login-bot": (run, args) => alone(run, async (client) => (await client.signInBot(textOf(args, "token"))).firstName),
  "login-bot-wrong-token": (run, args) =>
    alone(run, async (client) => (await client.signInBot(textOf(args, "token"))).firstName),
  "login-two-step": (run, args) =>
    alone(run, async (client) => {
      const [first, second] = [textOf(args, "first"), textOf(args, "second")];
      await signIn(run, client, textOf(args, "phone"));
      await client.enableCloudPassword({ password: first, hint: "one" });
      await client.changeCloudPassword({ currentPassword: first, newPassword: second, hint: "two" });
      await client.removeCloudPassword(second);
      return "done";
    }),
  "log-out": (run, args) =>
    alone(run, async (client) => {
      await signIn(run, client, textOf(args, "phone"));
      await client.logOut();
      await client.call({ _: "messages.getDialogFilters" });
      return "still in";
    }),
  "login-password": async (run, args) => {
    const client = run.fresh();
    const name = await signInWithPassword(run, client, textOf(args, "phone"), textOf(args, "password"));
    await run.use(client);
    return name;
  },
  "login-session-string": async (run) => {
    const session = await run.client.exportSession();
    const client = run.fresh();
    await client.importSession(session);
    await run.client.destroy();
    await run.use(client);
    return (await client.getMe()).firstName;
  },
};
