import { ERRORS, TelewireError } from "@telewire/contracts";
import type {
  ErrorCode,
  ErrorEnvelope,
  SendCodeData,
  SuccessEnvelope,
  TokenData,
  VerifyCodeData,
} from "@telewire/contracts";
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
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as SuccessEnvelope<Data> | ErrorEnvelope;
  if (answer.success) return answer.data;
  const { code, details } = answer.error;
  throw Object.hasOwn(ERRORS, code)
    ? new TelewireError(code satisfies ErrorCode, { details })
    : new TelewireError("INTERNAL");
}
