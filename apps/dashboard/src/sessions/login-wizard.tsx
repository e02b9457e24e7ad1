import { TelewireError } from "@telewire/client";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";
import type { Live } from "../state/live.ts";
import { failureWords } from "../ui/failure-words.ts";

type Step =
  | { readonly name: "phone" }
  | {
      readonly name: "code";
      readonly loginId: string;
      readonly sentBy: string;
      readonly needsPassword: boolean;
      readonly hint: string | undefined;
    };

/** Logs an account in: number, code, and the two-step password when Telegram wants one. */
export function LoginWizard({ live, onDone }: { readonly live: Live; readonly onDone: () => void }): ReactNode {
  const [step, setStep] = useState<Step>({ name: "phone" });
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      const failure = TelewireError.from(error);
      setProblem(failureWords(failure));
      if (failure.code === "PASSWORD_REQUIRED" && step.name === "code") {
        const hint = failure.details["hint"];
        setStep({ ...step, needsPassword: true, hint: typeof hint === "string" ? hint : undefined });
      }
      if (failure.code === "CODE_EXPIRED" || failure.code === "LOGIN_NOT_FOUND") setStep({ name: "phone" });
    } finally {
      setIsBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const values = { phone: field("phone"), name: field("name"), code: field("code"), password: field("password") };
    void attempt(async () => {
      if (step.name === "phone") {
        const { data } = await live.client.call("sendCode", {
          phone: values.phone.replaceAll(/[\s()-]/g, ""),
          ...(values.name === "" ? {} : { sessionId: values.name }),
        });
        setStep({ name: "code", loginId: data.loginId, sentBy: data.type, needsPassword: false, hint: undefined });
      } else {
        await live.client.call("verifyCode", {
          loginId: step.loginId,
          code: values.code,
          ...(values.password === "" ? {} : { password: values.password }),
        });
        onDone();
      }
    });
  };

  return (
    <form className="wizard" onSubmit={submit}>
      {step.name === "phone" ? (
        <>
          <label>
            Phone number
            <input
              name="phone"
              type="tel"
              autoComplete="off"
              placeholder="+… (international form)"
              required
              autoFocus
            />
          </label>
          <label>
            Name of the session (optional)
            <input name="name" autoComplete="off" pattern="[A-Za-z0-9_\-]{1,64}" />
          </label>
          <button type="submit" disabled={isBusy}>
            Send code
          </button>
        </>
      ) : (
        <>
          <label>
            Code (sent by {step.sentBy})
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required autoFocus />
          </label>
          {step.needsPassword && (
            <label>
              Two-step password{step.hint === undefined ? "" : ` (hint: ${step.hint})`}
              <input name="password" type="password" autoComplete="off" required />
            </label>
          )}
          <button type="submit" disabled={isBusy}>
            Log in
          </button>
        </>
      )}
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
