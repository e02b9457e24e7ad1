import { method } from "../../method.ts";

export const readMessageContents = method("messages.readMessageContents", ({ user }) => ({
  _: "messages.affectedMessages",
  pts: user.box.pts,
  ptsCount: 0,
}));
