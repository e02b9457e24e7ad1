/** Endings that launch pads grind for; people give them in words ("and pump at the end"). */
export const SUFFIXES: ReadonlySet<string> = new Set(["pump", "bonk", "BAGS", "moon", "boop", "brrr", "jups", "daos"]);
