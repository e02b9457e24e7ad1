import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const pollMessages = route(OPERATIONS.pollMessages, ({ input, http }, { reader }) =>
  reader.poll({ ...input, chatIds: [input.chatId] }, http),
);
