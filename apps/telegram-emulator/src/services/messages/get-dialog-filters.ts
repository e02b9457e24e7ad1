import { method } from "../../method.ts";

export const getDialogFilters = method("messages.getDialogFilters", ({ user }) => ({
  _: "messages.dialogFilters",
  filters: [{ _: "dialogFilterDefault" }, ...user.filters],
}));
