import { z } from "zod";

/** What Telewire needs to speak to Telegram. */
export const telegramOptions = z.object({
  apiId: z.int().min(1).meta({ description: "Application id from my.telegram.org." }),
  apiHash: z.string().min(1).meta({ description: "Application hash from my.telegram.org.", secret: true }),
  dc: z
    .object({
      id: z.int().min(1).max(5).default(2).meta({ description: "Id of the DC." }),
      host: z.string().meta({ description: "IP address." }),
      port: z.int().min(1).max(65_535).meta({ description: "TCP port." }),
      publicKeyPem: z.string().meta({ description: "The server's RSA public key, PKCS#1 PEM." }),
    })
    .optional()
    .meta({ description: "Another server than Telegram's production, for example an emulator." }),
});
export type TelegramOptions = z.infer<typeof telegramOptions>;
