import type { Command } from "../command.ts";
import { configCommand } from "./config.ts";
import { doctorCommand } from "./doctor.ts";
import { loginCommand } from "./login.ts";
import { serveCommand } from "./serve.ts";

export const COMMANDS: readonly Command[] = [serveCommand, loginCommand, doctorCommand, configCommand];
