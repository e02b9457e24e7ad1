import { ERRORS, TelewireError } from "@telewire/contracts";
import type {
  ErrorCode,
  ErrorEnvelope,
  SendCodeData,
  SuccessEnvelope,
  TokenData,
  VerifyCodeData,
} from "@telewire/contracts";
import { ExplainedError } from "../command.ts";
import type { LoginSteps } from "../commands/login.ts";

/** Logs in through the API of a running server. */
export async function openRemoteLogin(url: string, apiKey: string): Promise<LoginSteps> {
  const base = `${url.replace(/\/+$/, "")}/api/v1/auth/`;
  const { accessToken } = await post<TokenData>(`${base}token`, { apiKey });
  return {
    sendCode: (request) => post<SendCodeData>(`${base}send-code`, request, accessToken),
    verifyCode: (request) => post<VerifyCodeData>(`${base}verify-code`, request, accessToken),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function post<Data>(url: string, body: unknown, token?: string): Promise<Data> {
  const response = await reach(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const answer = await answerOf<Data>(response);
  if (answer.success) return answer.data;
  const { code, details } = answer.error;
  throw Object.hasOwn(ERRORS, code)
    ? new TelewireError(code satisfies ErrorCode, { details })
    : new TelewireError("INTERNAL");
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  const base = url.replace(/\/api\/v1\/.*/, "");
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new ExplainedError(`--url ${base} is no http or https address`);
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new ExplainedError(`nothing answers at ${base}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Some servers answer everything, with pages of their own. */
async function answerOf<Data>(response: Response): Promise<SuccessEnvelope<Data> | ErrorEnvelope> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === "object" && answer !== null && "success" in answer)
    return answer as SuccessEnvelope<Data> | ErrorEnvelope;
  throw new ExplainedError(`what answers at ${new URL(response.url).origin} is not Telewire (${response.status})`);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause.message.includes("wrong version number")
    ? "it does not speak https there; http, then?"
    : cause.message.trim();
}
