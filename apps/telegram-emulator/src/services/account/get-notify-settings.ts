import { method } from "../../method.ts";

export const getNotifySettings = method("account.getNotifySettings", () => ({ _: "peerNotifySettings" }));
