import { method } from "../../method.ts";

export const getDialogFilters = method("messages.getDialogFilters", () => ({
  _: "messages.dialogFilters",
  filters: [{ _: "dialogFilterDefault" }],
}));
