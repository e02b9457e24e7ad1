import type { SessionControl } from "@telewire/telegram";
import { requireSession } from "../auth/caller.ts";
import { qrViewOf } from "../auth/qr-view.ts";
import type { Connection } from "./connection.ts";

const WAIT_MS = 25_000;

/**
 * Tells a connection how a QR login stands, as often as that changes, until it is over; `greet` is called before the first.
 * @throws TelewireError LOGIN_NOT_FOUND, FORBIDDEN, OWNER_UNREACHABLE
 */
export async function tellLogin(
  connection: Connection,
  loginId: string,
  control: Pick<SessionControl, "qr">,
  greet: () => void,
): Promise<void> {
  let told = 0;
  for (let wait = {}; connection.isOpen; wait = { waitMs: WAIT_MS, after: told }) {
    const view = qrViewOf(await control.qr({ loginId, ...wait }));
    requireSession(connection.caller, view.sessionId);
    if (view.version <= told) continue;
    if (told === 0) greet();
    told = view.version;
    connection.send("LOGIN_STATE", null, view);
    if (view.state === "done" || view.state === "failed") return connection.close("FINISHED");
  }
}
