import type { Command } from "../command.ts";
import { auditCommand } from "./audit.ts";
import { configCommand } from "./config.ts";
import { detectCommand } from "./detect.ts";
import { doctorCommand } from "./doctor.ts";
import { keysCommand } from "./keys.ts";
import { loginCommand } from "./login.ts";
import { rotateKeysCommand } from "./rotate-keys.ts";
import { serveCommand } from "./serve.ts";
import { signinLinkCommand } from "./signin-link.ts";

export const COMMANDS: readonly Command[] = [
  serveCommand,
  loginCommand,
  signinLinkCommand,
  keysCommand,
  auditCommand,
  rotateKeysCommand,
  detectCommand,
  doctorCommand,
  configCommand,
];
