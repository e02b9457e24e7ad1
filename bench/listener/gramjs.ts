import { createRequire } from "node:module";
import { gramClient, gramLogIn } from "../../apps/telegram-emulator/test/support/gramjs.ts";
import { answer, receiverArguments } from "./counter.ts";

const require = createRequire(import.meta.url);
const { NewMessage } = require("telegram/events/index.js") as typeof import("telegram/events/index.js");

const { ready, phone } = receiverArguments;
const client = gramClient({ type: "ready", ...ready }, BigInt(ready.fingerprint));
await gramLogIn(client, ready.control, phone);
let count = 0;
client.addEventHandler(() => count++, new NewMessage({ incoming: true }));
await client.getDialogs({});
answer(() => count);
