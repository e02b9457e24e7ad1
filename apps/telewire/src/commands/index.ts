import type { Command } from "../command.ts";
import { configCommand } from "./config.ts";

export const COMMANDS: readonly Command[] = [configCommand];
