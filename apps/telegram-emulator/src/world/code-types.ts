import type { tl } from "@mtcute/core";

type Make = (length: number) => tl.auth.TypeSentCodeType;

/** The ways in which a login code can reach its user, for a code of a given length. */
export const SENT_CODE_TYPES = {
  app: (length) => ({ _: "auth.sentCodeTypeApp", length }),
  sms: (length) => ({ _: "auth.sentCodeTypeSms", length }),
  call: (length) => ({ _: "auth.sentCodeTypeCall", length }),
  flashCall: () => ({ _: "auth.sentCodeTypeFlashCall", pattern: "*" }),
  missedCall: (length) => ({ _: "auth.sentCodeTypeMissedCall", prefix: "999", length }),
  email: (length) => ({ _: "auth.sentCodeTypeEmailCode", emailPattern: "a***@example.org", length }),
  fragmentSms: (length) => ({ _: "auth.sentCodeTypeFragmentSms", url: "https://fragment.com/", length }),
  setUpEmail: () => ({ _: "auth.sentCodeTypeSetUpEmailRequired" }),
  firebaseSms: (length) => ({ _: "auth.sentCodeTypeFirebaseSms", length }),
} as const satisfies Record<string, Make>;

export type CodeType = keyof typeof SENT_CODE_TYPES;

export const isCodeType = (text: string): text is CodeType => Object.hasOwn(SENT_CODE_TYPES, text);
