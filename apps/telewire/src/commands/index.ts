import type { Command } from "../command.ts";
import { configCommand } from "./config.ts";
import { doctorCommand } from "./doctor.ts";
import { keysCommand } from "./keys.ts";
import { loginCommand } from "./login.ts";
import { serveCommand } from "./serve.ts";
import { signinLinkCommand } from "./signin-link.ts";

export const COMMANDS: readonly Command[] = [
  serveCommand,
  loginCommand,
  signinLinkCommand,
  keysCommand,
  doctorCommand,
  configCommand,
];
