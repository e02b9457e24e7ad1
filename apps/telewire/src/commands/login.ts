import { TelewireError } from "@telewire/contracts";
import type { SendCodeData, VerifyCodeData } from "@telewire/contracts";
import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, ExplainedError, parseArguments, UsageError } from "../command.ts";
import type { Command, ParsedArguments, Terminal } from "../command.ts";
import { Prompt } from "../prompt.ts";

/** The two steps of a login, at a running server or in this process. */
export interface LoginSteps extends AsyncDisposable {
  sendCode(request: { readonly phone: string; readonly sessionId?: string }): Promise<SendCodeData>;
  verifyCode(request: {
    readonly loginId: string;
    readonly code: string;
    readonly password?: string;
  }): Promise<VerifyCodeData>;
}

const MAX_TRIES = 3;

export const loginCommand: Command = {
  name: "login",
  summary: "Logs a Telegram account in, step by step.",
  usage: `Usage: telewire login [--phone NUMBER] [--session ID] [--config FILE] [--json]
       telewire login --url URL --api-key KEY [--phone NUMBER] [--session ID] [--json]

Asks for phone number, login code and, where set, the two-step verification password. The first form logs in from
here and stores the session: a server that runs on the same storage starts it within a second. The second form asks
the server at URL to do it.

  --session  Name for the session: letters, digits, _ and -; default: drawn.
  --json     Prints {"sessionId","user"} at the end.

Never send a login code over Telegram itself: Telegram makes it invalid.
`,
  async run(args, terminal) {
    const text = { type: "string" } as const;
    const parsed = parseArguments(args, {
      ...CONFIG_OPTION,
      phone: text,
      session: text,
      url: text,
      "api-key": text,
      json: { type: "boolean" },
    });
    await using steps = await openSteps(parsed, terminal);
    using prompt = new Prompt(terminal.stdin, terminal.err);
    const done = await logIn(steps, prompt, terminal, parsed.text("phone"), parsed.text("session"));
    const name = [done.user.firstName, done.user.lastName].filter((part) => part !== undefined).join(" ");
    terminal.out(
      parsed.flag("json")
        ? `${JSON.stringify(done)}\n`
        : `Logged in ${name} (id ${done.user.id}) as session ${done.sessionId}.\n`,
    );
    return 0;
  },
};

async function openSteps(parsed: ParsedArguments, terminal: Terminal): Promise<LoginSteps> {
  const url = parsed.text("url");
  const apiKey = parsed.text("api-key");
  if (url !== undefined) {
    if (apiKey === undefined) throw new UsageError("--url needs --api-key");
    return (await import("../login/remote-login.ts")).openRemoteLogin(url, apiKey);
  }
  const config = configOf(parsed, terminal, { purpose: "login" });
  return (await import("../login/direct-login.ts")).openDirectLogin(
    config,
    createLogger({ name: "telewire", level: "warn" }),
  );
}

async function logIn(
  steps: LoginSteps,
  prompt: Prompt,
  terminal: Terminal,
  givenPhone?: string,
  sessionId?: string,
): Promise<VerifyCodeData> {
  const phone = givenPhone ?? (await answer(prompt, "Phone number, international form: "));
  const sent = await steps.sendCode({
    phone: phone.replaceAll(/[\s()-]/g, ""),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  terminal.err(`Telegram has sent a code (${sent.type}).\n`);
  let code = await answer(prompt, "Code: ");
  let password: string | undefined;
  for (let tries = 1; ; tries++) {
    try {
      return await steps.verifyCode({ loginId: sent.loginId, code, ...(password === undefined ? {} : { password }) });
    } catch (error) {
      const known = TelewireError.from(error);
      if (tries > MAX_TRIES) throw known;
      if (known.code === "CODE_INVALID") {
        terminal.err(`${known.message}\n`);
        code = await answer(prompt, "Code: ");
      } else if (known.code === "PASSWORD_REQUIRED" || known.code === "PASSWORD_INVALID") {
        const hint = known.details["hint"];
        terminal.err(`${known.message.replace(/; details\.hint.*/, ".")}\n`);
        password = await answer(
          prompt,
          typeof hint === "string" && hint !== "" ? `Password (hint: ${hint}): ` : "Password: ",
          true,
        );
      } else {
        throw known;
      }
    }
  }
}

async function answer(prompt: Prompt, question: string, isSecret = false): Promise<string> {
  for (;;) {
    const text = await prompt.ask(question, isSecret);
    if (text === undefined) throw new ExplainedError("the input ended before the login was finished");
    if (text !== "") return text;
  }
}
