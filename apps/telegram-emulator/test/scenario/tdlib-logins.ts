import { join } from "node:path";

import { textOf } from "./judge.ts";
import type { Plain } from "./step.ts";
import type { TdClient, TdRun, TdStep } from "./tdlib-judge.ts";

/** Runs with a client of its own, which is gone afterwards. */
const alone = async (run: TdRun, work: (client: TdClient) => Promise<Plain>): Promise<Plain> => {
  const client = run.fresh();
  try {
    await client.reach("WaitPhoneNumber");
    return await work(client);
  } finally {
    await client.close();
  }
};

const firstName = async (client: TdClient): Promise<string> => {
  await client.reach("Ready");
  return (await client.call({ _: "getMe" })).first_name;
};

const askCode = async (client: TdClient, phone: string): Promise<void> => {
  await client.call({ _: "setAuthenticationPhoneNumber", phone_number: `+${phone}` });
  await client.reach("WaitCode");
};

const enterCode = async (run: TdRun, client: TdClient, phone: string, code?: string): Promise<void> => {
  await askCode(client, phone);
  const given: string = code ?? (await run.control.get(`/codes/${phone}`)).code;
  await client.call({ _: "checkAuthenticationCode", code: given });
};

const enterPassword = async (client: TdClient, password: string): Promise<void> => {
  await client.reach("WaitPassword");
  await client.call({ _: "checkAuthenticationPassword", password });
};

const byCode: TdStep = (run, args) =>
  alone(run, async (client) => {
    await enterCode(run, client, textOf(args, "phone"), args["code"] === undefined ? undefined : textOf(args, "code"));
    return firstName(client);
  });

const byQr: TdStep = (run, args) =>
  alone(run, async (client) => {
    await client.call({ _: "requestQrCodeAuthentication", other_user_ids: [] });
    const { link } = await client.reach("WaitOtherDeviceConfirmation");
    await run.control.post("/login-tokens/accept", { token: link, account: textOf(args, "account") });
    if (args["password"] !== undefined) await enterPassword(client, textOf(args, "password"));
    return firstName(client);
  });

const asBot: TdStep = (run, args) =>
  alone(run, async (client) => {
    await client.call({ _: "checkAuthenticationBotToken", token: textOf(args, "token") });
    return firstName(client);
  });

export const TDLIB_LOGINS: Readonly<Record<string, TdStep>> = {
  "login-wrong-code": byCode,
  "login-code": byCode,
  "login-unknown-phone": (run, args) =>
    alone(run, async (client) => {
      await enterCode(run, client, textOf(args, "phone"));
      await client.reach("WaitRegistration");
      return "sign up";
    }),
  "login-wrong-password": (run, args) =>
    alone(run, async (client) => {
      await enterCode(run, client, textOf(args, "phone"));
      await enterPassword(client, textOf(args, "password"));
      return firstName(client);
    }),
  "login-qr": byQr,
  "login-qr-password": byQr,
  "login-bot": asBot,
  "login-bot-wrong-token": asBot,
  "login-password": async (run, args) => {
    const client = run.fresh(join(run.folder, "ann"));
    await client.reach("WaitPhoneNumber");
    await enterCode(run, client, textOf(args, "phone"));
    await enterPassword(client, textOf(args, "password"));
    run.use(client);
    return firstName(client);
  },
  "login-session-string": async (run) => {
    await run.client.close();
    const client = run.fresh(join(run.folder, "ann"));
    run.use(client);
    return firstName(client);
  },
};
