import type { QrLoginData } from "@telewire/contracts";
import type { QrData } from "@telewire/telegram";

export function qrViewOf({ expiresAt, ...view }: QrData): QrLoginData {
  return { ...view, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }) };
}
