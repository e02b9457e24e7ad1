import { logIn, mtcuteClient } from "../../apps/telegram-emulator/test/support/mtcute.ts";
import { answer, receiverArguments } from "./counter.ts";

const { ready, phone } = receiverArguments;
const client = mtcuteClient({ type: "ready", ...ready });
await logIn(client, ready.control, phone);
let count = 0;
client.onNewMessage.add(() => {
  count++;
});
await client.startUpdatesLoop();
answer(() => count);
