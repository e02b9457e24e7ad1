import { method } from "../../method.ts";

export const getStatuses = method("contacts.getStatuses", ({ user }) =>
  [...user.contacts].map((userId) => ({
    _: "contactStatus" as const,
    userId,
    status: { _: "userStatusRecently" as const },
  })),
);
