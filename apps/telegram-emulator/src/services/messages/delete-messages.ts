import { method } from "../../method.ts";

export const deleteMessages = method("messages.deleteMessages", ({ core, user, key }, { id, revoke }) => {
  const event = core.publisher.delete(user.id, id, revoke === true, { except: key });
  return { _: "messages.affectedMessages", pts: user.box.pts, ptsCount: event?.count ?? 0 };
});
